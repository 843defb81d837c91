#!/bin/sh
# The namespace that workers use. Safe to repeat. The tool reads TEMPORAL_ADDRESS.
set -eu

temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 72h
