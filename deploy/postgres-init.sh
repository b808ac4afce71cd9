#!/bin/sh
# Runs once, when the database container is created: the owner, who migrates, copies the
# server for backups and fetches its changes, and the two application roles, who are
# neither owner nor superuser.
set -eu
secrets="${SECRETS:-/run/secrets}"
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    -v owner="$(cat "$secrets/owner_password")" \
    -v web="$(cat "$secrets/web_password")" \
    -v worker="$(cat "$secrets/worker_password")" <<'SQL'
CREATE ROLE yipan_owner LOGIN REPLICATION PASSWORD :'owner';
CREATE ROLE yipan_web LOGIN PASSWORD :'web';
CREATE ROLE yipan_worker LOGIN PASSWORD :'worker';
CREATE DATABASE yipan OWNER yipan_owner;
REVOKE ALL ON DATABASE yipan FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE yipan TO yipan_web, yipan_worker;
SQL
echo "host replication yipan_owner all scram-sha-256" >> "$PGDATA/pg_hba.conf"
