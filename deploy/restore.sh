#!/bin/sh
# Puts a backup in the place of the database of these containers:
#     sh deploy/restore.sh latest --to latest
# Everything is stopped; the backup is laid out beside the database, started, compared
# with what was saved, and only then moved to where the database finds it. What was there
# is kept. Where it ends with an error nothing has changed: docker compose up -d.
set -eu
cd "$(dirname "$0")/.."
asked=no
case "${1:-}" in
    "" | -*) ;;
    *) if [ $# -eq 1 ] || { [ $# -eq 3 ] && [ "$2" = --to ]; }; then asked=yes; fi ;;
esac
if [ $asked = no ]; then
    sed -n 's/^# \{0,1\}//p' deploy/restore.sh | tail -n +2
    exit 2
fi
trap 'echo "nothing was replaced / 未替换任何数据: docker compose up -d" >&2' EXIT
docker compose stop
docker compose --profile restore run --rm --entrypoint sh restore -c 'rm -rf /restored/postgres*'
docker compose --profile restore run --rm restore "$@"
docker compose --profile restore run --rm swap
trap - EXIT
docker compose up -d
echo "now: docker compose exec nightly python manage.py backup / 请立即做一次新的备份"
