#!/bin/sh
# Puts a backup in the place of the database of these containers:
#     sh deploy/restore.sh latest --to latest
# Everything is stopped; the backup is laid out beside the database, started, compared
# with what was saved, and only then moved to where the database finds it. What was there
# is kept. Where it ends with an error nothing has changed: docker compose up -d.
set -eu
cd "$(dirname "$0")/.."
if [ $# -eq 0 ]; then
    sed -n 's/^# \{0,1\}//p' deploy/restore.sh | tail -n +2
    exit 2
fi
docker compose stop
docker compose --profile restore run --rm restore "$@"
docker compose --profile restore run --rm swap
docker compose up -d
echo "now: docker compose exec nightly python manage.py backup / 请立即做一次新的备份"
