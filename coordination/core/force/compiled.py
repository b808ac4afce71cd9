"""The border to numba: what is compiled, for which processor, and where it is kept.

Compiling takes seconds, so the result is kept on disk in a folder named after the
source it came from. A container has no writable folder beside the source: there the
image brings the folder along, and it is copied to a place of one's own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

SOURCES = ("compiled.py", "kernel.py", "machine.py", "rates.py", "windows.py")


def available() -> bool:
    """Whether the compiled loops can and may be used."""
    return not os.environ.get("YIPAN_NO_NUMBA") and find_spec("numba") is not None


def compiled(function: F) -> F:
    """Compile on first use, or take what an earlier process compiled."""
    import numba

    if numba.config.CACHE_DIR != str(folder()):
        numba.config.CACHE_DIR = str(folder())
        # What one machine compiled another may run: no instruction of newer processors.
        numba.config.CPU_NAME = "generic"
    made: F = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    return made


_chosen: list[Path] = []


def folder() -> Path:
    """Where compiled code is kept; the same for the life of the process."""
    if not _chosen:
        _chosen.append(_choose())
    return _chosen[0]


def _choose() -> Path:
    """The run-time folder's, else a private one that starts as a copy of it."""
    home = Path(__file__).resolve().parents[3]
    var = Path(os.environ.get("YIPAN_VAR", "") or home / "var")
    kept = var / "compiled" / _mark()
    if _writable(kept):
        return kept
    own = Path(tempfile.gettempdir()) / f"yipan-compiled-{os.getuid()}"
    own.mkdir(mode=0o700, exist_ok=True)
    if (
        own.is_symlink()
        or own.stat().st_uid != os.getuid()
        or own.stat().st_mode & 0o77
    ):
        # Whoever writes there decides what runs here.
        own = Path(tempfile.mkdtemp(prefix="yipan-compiled-"))
    if kept.is_dir() and not (own / _mark()).exists():
        fresh = Path(tempfile.mkdtemp(dir=own))
        shutil.copytree(kept, fresh, dirs_exist_ok=True)
        try:
            fresh.rename(own / _mark())
        except OSError:  # another process was faster
            shutil.rmtree(fresh)
    return own / _mark()


def _mark() -> str:
    """Numba looks at the file of a function alone, not at those it calls."""
    digest = hashlib.sha256(version("numba").encode())
    for name in SOURCES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()[:16]


def _writable(path: Path) -> bool:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return True
    except OSError:
        return False
