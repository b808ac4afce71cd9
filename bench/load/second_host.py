"""`make second-host`: a site of two hosts, one of which loses its power.

    python -m bench.load.second_host [--stations 4000] [--open 10] [--seconds 60]

Each host is a network namespace with an address of its own (bench/load/network.py). On
the first run PostgreSQL, Redis and all of `manage.py up`; the second is given their two
URLs and the common secret key, nothing else, and runs `manage.py up --further`. Chiefs
read and report at both, all stations are judged anew, and in the middle of it the
second host is gone without a word. Nothing that was acknowledged may be lost, the marks
must drain, and the conflicts must equal a recomputation of everything.

Exit code 1 if something asked for was not reached, 2 if this machine allows no
namespaces. Ends by itself.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.load.network import Host, Unable, network
from bench.product import parent_folder
from config import places

LONGEST = 1500  # seconds for all of it


def main() -> int:
    asked = options()
    try:
        with network() as (first, second):
            return within(first, second, asked)
    except Unable as why:
        print(f"second-host: this machine allows no second host: {why}")
        print("second-host: 本机无法建立网络命名空间，未进行第二台主机的试验")
        return 2


def within(first: Host, second: Host, asked: argparse.Namespace) -> int:
    """The trial itself runs on the first host, as the front of the site would."""
    folder = Path(tempfile.mkdtemp(prefix="yipan-hosts-", dir=parent_folder()))
    folder.chmod(0o755)
    argv = [sys.executable, "-m", "bench.load.hosts", second.name, str(folder)]
    sizes = (asked.stations, asked.open, asked.seconds)
    try:
        return subprocess.run(
            first.argv([*argv, *map(str, sizes)]),
            cwd=places.BASE_DIR,
            env=told(first, folder),
            timeout=LONGEST,
        ).returncode
    finally:
        first.end()
        shutil.rmtree(folder, ignore_errors=True)


def told(first: Host, folder: Path) -> dict[str, str]:
    """All that a process of the site is told, on either host; YIPAN_VAR is its own."""
    word = secrets.token_hex(12)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(places.BASE_DIR),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://yipan_owner:{word}@{first.address}/yipan",
        "REDIS_URL": f"redis://:{word}@{first.address}:6379/0",
        "STORE_WORD": word,
        "SECRET_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "10.77.0.1,10.77.0.2",
        "YIPAN_VAR": str(folder / "first"),
        "LIMITS_FACTOR": "1000",
        "PLAIN_STATIC": "1",
        "DEMO_MODE": "0",
    }


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=4_000)
    parser.add_argument("--open", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=60)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
