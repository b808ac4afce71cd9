#!/bin/sh
# Runs once, when the database container is created: the owner, who migrates, and the
# two application roles, who are neither owner nor superuser.
set -eu
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    -v owner="$OWNER_PASSWORD" -v web="$WEB_PASSWORD" -v worker="$WORKER_PASSWORD" <<'SQL'
CREATE ROLE yipan_owner LOGIN PASSWORD :'owner';
CREATE ROLE yipan_web LOGIN PASSWORD :'web';
CREATE ROLE yipan_worker LOGIN PASSWORD :'worker';
CREATE DATABASE yipan OWNER yipan_owner;
REVOKE ALL ON DATABASE yipan FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE yipan TO yipan_web, yipan_worker;
SQL
