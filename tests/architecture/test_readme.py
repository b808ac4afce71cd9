"""What the READMEs point at exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)#]+)\)")


@pytest.mark.parametrize("name", ["README.md", "README.zh-hans.md"])
def test_every_link_of_the_readmes_resolves(name: str) -> None:
    found = LINK.findall((ROOT / name).read_text())
    assert any(link.endswith(".webp") for link in found)
    for link in found:
        assert (ROOT / link).exists(), link
