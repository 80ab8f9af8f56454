#!/bin/sh
# Start a part of Airflow: start.sh api-server | scheduler | dag-processor | db migrate
#
# The password of the page's only user comes from the environment. Airflow's own way is to invent one and print it
# into the log.
set -eu
umask 077
if [ -n "${AIRFLOW_ADMIN_PASSWORD:-}" ]; then
  printf '{"admin": "%s"}\n' "$AIRFLOW_ADMIN_PASSWORD" >"$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
  unset AIRFLOW_ADMIN_PASSWORD
fi
exec airflow "$@"
