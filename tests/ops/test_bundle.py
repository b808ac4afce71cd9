"""The folder for a machine without a registry: complete, and refused when damaged.

That it installs is tried by hand in a network namespace, see docs/operating.md: the
wheels must come from a registry first, which no test may ask.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from config.places import BASE_DIR
from tools import bundle

INSTALL = BASE_DIR / "deploy" / "install.sh"


def test_every_image_is_listed_with_its_version(tmp_path: Path) -> None:
    bundle.write_images(tmp_path / "images.txt")
    lines = (tmp_path / "images.txt").read_text().splitlines()
    named = [line for line in lines if not line.startswith("#")]
    assert {name.partition(":")[0] for name in named} == {
        *("nginx", "postgres", "python", "redis")
    }
    assert all(re.search(r":\d+\.\d+", name) for name in named)


def test_a_damaged_bundle_installs_nothing(tmp_path: Path) -> None:
    here, target = tmp_path / "bundle", tmp_path / "target"
    (here / "wheels").mkdir(parents=True)
    (here / "wheels" / "a b.whl").write_text("content")
    (here / "install.sh").write_text(INSTALL.read_text())
    assert bundle.write_sums(here) > 7
    check = ["sha256sum", "--quiet", "--check", bundle.SUMS]
    assert subprocess.run(check, cwd=here).returncode == 0
    (here / "wheels" / "a b.whl").write_text("c0ntent")
    command = ["sh", str(here / "install.sh"), str(target)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0 and "a b.whl: FAILED" in done.stdout
    assert not target.exists()


def test_the_installer_asks_no_registry() -> None:
    text = INSTALL.read_text()
    assert "PIP_NO_INDEX=1" in text and "PIP_CONFIG_FILE=/dev/null" in text
    assert text.index("--check SHA256SUMS") < text.index("tar -xzf")
    assert text.index("bootstrap.py") < text.index("check --deploy")
    subprocess.run(["sh", "-n", str(INSTALL)], check=True)


def test_every_supported_python_is_served() -> None:
    made = set(bundle.PYTHONS)
    text = INSTALL.read_text()
    assert all(f"python{version}" in text for version in made)
    image = (BASE_DIR / "Dockerfile").read_text()
    assert any(f"python:{version}" in image for version in made)
