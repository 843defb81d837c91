#!/bin/sh
# Runs once, when the volume of PostgreSQL is new: the two roles of Perennial and its database, and Temporal's role.
set -eu

psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
  --set=owner_password="$OWNER_PASSWORD" \
  --set=application_password="$APPLICATION_PASSWORD" \
  --set=temporal_password="$TEMPORAL_PASSWORD" <<'SQL'
create role perennial_owner login password :'owner_password';
create role perennial_app login password :'application_password';
create database perennial owner perennial_owner;
create role temporal login createdb password :'temporal_password';
SQL
