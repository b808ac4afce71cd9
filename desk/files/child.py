"""Processes that look at what strangers hand in: they use little and reach nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
MEMORY = 1536 * 2**20
SECONDS = 40


def started(module: str, *words: str) -> subprocess.Popen[bytes]:
    """A module of ours as a process of its own. It gets no secrets: neither our
    environment nor our connections."""
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", module, *words],
        cwd=HOME,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def limit(memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """From here on: so many bytes and so much processor time, nothing written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
