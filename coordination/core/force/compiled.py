"""The border to numba: what is compiled, for which processor, and where it is kept.

Compiling takes seconds, so the result is kept on disk in a folder named after the
source it came from: `python -m coordination.core.force.warming` fills it beforehand.
A container has no writable folder beside the source: there the image brings the folder
along, and it is copied to a place of one's own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

SOURCE = Path(__file__).resolve()
SOURCES = (
    "arrays.py",
    "compiled.py",
    "cutting.py",
    "drawing.py",
    "fitting.py",
    "kernel.py",
    "levels.py",
    "machine.py",
    "rates.py",
    "reading.py",
    "sizes.py",
    "sorting.py",
    "stairs.py",
    "weeks.py",
    "windows.py",
    "witness.py",
    "writing.py",
)


def available() -> bool:
    """Whether the compiled loops can and may be used."""
    return not os.environ.get("YIPAN_NO_NUMBA") and find_spec("numba") is not None


def compiled(function: F) -> F:
    """Compile on first use, or take what an earlier process compiled."""
    import numba

    settings: Any = numba.config
    if str(folder()) != settings.CACHE_DIR:
        settings.CACHE_DIR = str(folder())
        # What one machine compiled another may run: no instruction of newer processors.
        settings.CPU_NAME = "generic"
        # Loops over a few hundred rows gain nothing from it, and compile longer.
        settings.LOOP_VECTORIZE = 0
    made: F = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    return made


_chosen: list[Path] = []


def folder() -> Path:
    """Where compiled code is kept; the same for the life of the process."""
    if not _chosen:
        _chosen.append(_choose())
    return _chosen[0]


def _choose() -> Path:
    """Beside the source, else in the run-time folder, else a private copy of these."""
    beside = SOURCE.parents[3] / "var"
    places = [beside / "compiled" / _mark()]
    if os.environ.get("YIPAN_VAR"):
        places.append(Path(os.environ["YIPAN_VAR"]).resolve() / "compiled" / _mark())
    for place in places:
        if _writable(place):
            return place
    return _private([place for place in places if place.is_dir()])


def _private(brought: list[Path]) -> Path:
    """A folder nobody else may write to, filled with what the image brings along."""
    own = Path(tempfile.gettempdir()) / f"yipan-compiled-{os.getuid()}"
    own.mkdir(mode=0o700, exist_ok=True)
    seen = own.lstat()
    # Whoever can write there decides what runs here.
    if seen.st_uid != os.getuid() or stat.S_IMODE(seen.st_mode) != 0o700:
        own = Path(tempfile.mkdtemp(prefix="yipan-compiled-"))
    place = own / _mark()
    if brought and not place.exists():
        fresh = Path(tempfile.mkdtemp(dir=own))
        shutil.copytree(brought[0], fresh, dirs_exist_ok=True)
        try:
            fresh.rename(place)
        except OSError:  # another process was faster
            shutil.rmtree(fresh)
    place.mkdir(exist_ok=True)
    return place


def _mark() -> str:
    """Numba looks at the file of a function alone, not at those it calls."""
    folder = Path(__file__).parent
    digest = hashlib.sha256(version("numba").encode())
    for name in SOURCES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def _writable(path: Path) -> bool:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return True
    except OSError:
        return False
