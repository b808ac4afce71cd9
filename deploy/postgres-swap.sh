#!/bin/sh
# Runs once, in a container of the database's image, when deploy/restore.sh has stopped
# the database and a backup is laid out and verified: it takes the place of the database's
# files. What was there is kept beside it, under another name.
set -eu
restored="${RESTORED:-/restored/postgres}"
data="${PGDATA:-/var/lib/postgresql/18/docker}"
owner="${OWNER:-999:999}"
[ -s "$restored/PG_VERSION" ] || { echo "nothing is restored in $restored" >&2; exit 1; }
trap 'rm -rf "$data.restoring"' EXIT
mkdir -p "$(dirname "$data")"
chown "$owner" "$(dirname "$data")"
rm -rf "$data.restoring"
cp -a "$restored" "$data.restoring"
chmod 0700 "$data.restoring"
chown -R "$owner" "$data.restoring"
sync
if [ -e "$data" ]; then
    kept="$data.before-$(date +%Y%m%d-%H%M%S)"
    mv "$data" "$kept"
    echo "what was there is kept in $kept / 原数据保留在此目录"
fi
mv "$data.restoring" "$data"
sync
rm -rf "$restored"
echo "the restored database is in its place / 恢复出的数据库已就位"
