"""PostgreSQL and Redis at an address of the first host, for every host that has the
password.

    python -m bench.load.stores ADDRESS        STORE_WORD is the password
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from config import places
from config.supervisor import account as accounts
from config.supervisor import postgres, redisserver
from config.supervisor.program import Child, Program, stop_all

ROLES = ("yipan_owner", "yipan_web", "yipan_worker")


def database(home: Path, address: str, word: str) -> Child:
    """As `manage.py up` starts it, and reached over the network too."""
    who_may = places.var_dir() / "pg_hba.conf"
    who_may.write_text(
        f"local all all trust\nhost all all {address}/30 scram-sha-256\n"
    )
    who_may.chmod(0o644)
    open_to = {"listen_addresses": address, "hba_file": str(who_may)}
    child = postgres.start(home, extra=open_to)
    postgres.wait(child)
    postgres.bootstrap()
    with postgres.connect().cursor() as cursor:
        for role in ROLES:
            cursor.execute(f"ALTER ROLE {role} PASSWORD %s", [word])
    return child


def redis(home: Path, address: str, word: str) -> Child:
    account = accounts.service_account(home / "postgres")
    data = home / "redis"
    accounts.private_folder(data, account)
    where = ("--bind", address, "--port", "6379", "--dir", str(data))
    kept = ("--appendonly", "yes", "--save", "", "--requirepass", word)
    argv = [str(redisserver.binary(account, home)), *where, *kept]
    log = places.var_dir() / "log" / "redis.log"
    return Child(Program("redis", argv, Path("/"), log, account=account))


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    home, word = accounts.data_root(), os.environ["STORE_WORD"]
    children: list[Child] = []
    try:
        children.append(database(home, sys.argv[1], word))
        children.append(redis(home, sys.argv[1], word))
        print("is ready", flush=True)
        signal.pause()
    finally:
        stop_all(children, 2.0)


if __name__ == "__main__":
    main()
