"""Nothing is lost: backups, the archive of changes, restores, and the nightly drill."""
