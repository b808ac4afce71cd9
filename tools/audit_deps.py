"""Is there a published weakness in what is pinned? Asked of those who publish them.

    .venv-audit/bin/python tools/audit_deps.py

Exit 0: none in anything that was looked up, and everything was. 1: at least one, named.
3: the advisories could not be had, so that nothing is known. An index that has packages
only answers «not found» to each question, and the auditor takes that for nothing to
tell: so one package is asked for first, and whatever it passed over is counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOUND, WEAK, UNKNOWN = 0, 1, 3
FIRST = "django"
LINE = "=" * 72


def main() -> int:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    first = audited([one for one in pins if one.lower().startswith(f"{FIRST}==")])
    if not first or "skip_reason" in first[0]:
        return not_audited()
    return told(audited(pins))


def audited(pins: list[str]) -> list[dict[str, Any]]:
    """What the auditor says of each pin; [] when it says nothing at all."""
    with tempfile.TemporaryDirectory() as folder:
        asked, said = Path(folder, "pins.txt"), Path(folder, "said.json")
        asked.write_text("\n".join(pins), "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(asked)]
        command += ["--no-deps", "--disable-pip", "--progress-spinner", "off"]
        command += ["--format", "json", "--output", str(said)]
        subprocess.run(command, check=False, capture_output=True, timeout=1800)
        text = said.read_text("utf-8") if said.exists() else ""
    found: list[dict[str, Any]] = json.loads(text)["dependencies"] if text else []
    return found


def not_audited() -> int:
    print(
        f"{LINE}\nNOT AUDITED: the advisories cannot be had from here.\n"
        "Nothing is known about weaknesses of the dependencies. Run it where their\n"
        f"source answers, or hand docs/sbom.cdx.json to a scanner.\n{LINE}",
        file=sys.stderr,
    )
    return UNKNOWN


def told(found: list[dict[str, Any]]) -> int:
    """Say it; the exit code."""
    weak = [one for one in found if one.get("vulns")]
    passed = [one for one in found if "skip_reason" in one]
    for one in weak:
        for each in one["vulns"]:
            mended = ", ".join(each["fix_versions"]) or "nowhere yet"
            print(f"{one['name']} {one['version']}: {each['id']}, mended in {mended}")
    for one in passed:
        print(f"{one['name']}: not looked up, {one['skip_reason']}", file=sys.stderr)
    print(f"{len(found)} packages, {len(weak)} weak, {len(passed)} not looked up")
    if weak:
        return WEAK
    return UNKNOWN if passed or not found else SOUND


if __name__ == "__main__":
    sys.exit(main())
