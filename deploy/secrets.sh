#!/bin/sh
# Makes the secrets that docker-compose.yml hands to its containers, each once: a second
# run changes nothing. The folder is closed to other accounts of this host; the files
# are readable, for the accounts inside the containers are not those outside.
set -eu
folder="${1:-$(dirname "$0")/secrets}"
mkdir -p "$folder"
chmod 0700 "$folder"
for name in secret_key postgres_password owner_password web_password worker_password; do
    [ -s "$folder/$name" ] && continue
    head -c 48 /dev/urandom | base64 | tr -d '+/=\n' > "$folder/$name.part"
    mv "$folder/$name.part" "$folder/$name"
    chmod 0444 "$folder/$name"
    echo "made $folder/$name"
done
# The mail server's password is the house's; without a mail server it stays empty.
[ -e "$folder/email_password" ] || : > "$folder/email_password"
chmod 0444 "$folder/email_password"
