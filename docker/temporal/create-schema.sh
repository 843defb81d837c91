#!/bin/sh
# Temporal's two databases, brought to the schema of this version. Safe to repeat. The tool reads SQL_HOST and the like.
set -eu

for name in temporal visibility; do
  database=temporal
  if [ "$name" = visibility ]; then database=temporal_visibility; fi
  temporal-sql-tool --database "$database" create-database --defaultdb postgres
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-name "postgresql/v12/$name"
done
