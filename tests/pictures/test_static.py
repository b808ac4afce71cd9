"""What the browser gets: pinned, unchanged, and nothing the policy forbids."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"


def read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text("utf-8")


def templates() -> list[Path]:
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return [path for folder in folders for path in folder.rglob("*.html")]


def test_vendored_files_are_those_of_the_manifest():
    manifest = json.loads(read("static", "vendor", "MANIFEST.json"))
    listed = {}
    for package in manifest["packages"]:
        assert package["version"] and package["licence"]
        listed |= package["files"]
    for name, digest in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*.*")}
    present |= {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("LICENSE")}
    assert present == {*listed, "MANIFEST.json"}


def test_manifest_names_the_pinned_versions():
    wanted = json.loads(read("package.json"))["devDependencies"]
    manifest = json.loads(read("static", "vendor", "MANIFEST.json"))
    assert {p["name"]: p["version"] for p in manifest["packages"]} == wanted


def test_lock_file_names_no_registry():
    assert "resolved" not in read("package-lock.json")


def test_stylesheets_ask_nobody_else():
    for path in (ROOT / "static").rglob("*.css"):
        css = path.read_text("utf-8")
        assert "data:" not in css, path
        assert "@import" not in css, path
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", css), path


def test_themes_are_those_of_the_tokens():
    tokens = re.findall(r"(--yp-[\w-]+):\s*([^;]+);", read("static/css/tokens.css"))
    themes = re.findall(r"(--yp-[\w-]+):\s*([^;]+);", read("static/css/themes.css"))
    coloured = [pair for pair in tokens if "#" in pair[1] or "rgb" in pair[1]]
    assert sorted(themes) == sorted(coloured)


def test_templates_have_no_inline_style_or_script():
    for path in templates():
        html = path.read_text("utf-8")
        assert not re.search(r"\sstyle=", html), path
        assert not re.search(r"\son[a-z]+=", html), path
        assert not re.search(r"\shx-on", html), path
        for script in re.findall(r"<script[^>]*>", html):
            assert "src=" in script or "nonce=" in script, path
