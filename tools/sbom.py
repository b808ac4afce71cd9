"""The bill of materials: every package, direct and indirect, with version and licence.

    python tools/sbom.py          write docs/sbom.cdx.json (CycloneDX 1.6)
    python tools/sbom.py --check  exit 1 if it is not the one that would be written

What is pinned says which; what is installed says under which licence and what needs
what. Nothing in it changes from day to day, so that two of them can be compared.
"""

from __future__ import annotations

import argparse
import importlib.metadata as installed
import json
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
WHERE = ROOT / "docs" / "sbom.cdx.json"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([^\s#]+)")
WHEEL = re.compile(r'REDIS_WHEEL = "([\w.-]+)==([\w.]+)"')
Component = dict[str, Any]


def pins(name: str) -> dict[str, str]:
    """Package -> version of a file of pins."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = filter(None, map(PIN.match, lines))
    return {canonicalize_name(one[1]): one[2] for one in found}


def bill() -> dict[str, Any]:
    """The whole document."""
    shipped = everything_needed(pins("requirements.txt"))
    everything = pins("constraints.txt")
    python = [
        _package(name, version, shipped=name in shipped)
        for name, version in sorted(everything.items())
    ]
    parts = [*python, *_browser(), *_server()]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "yipan", "bom-ref": "yipan"}
        },
        "components": parts,
        "dependencies": _needs(everything, [one["bom-ref"] for one in parts]),
    }


def written() -> str:
    return json.dumps(bill(), indent=1, ensure_ascii=False) + "\n"


def everything_needed(direct: Iterable[str]) -> set[str]:
    """These packages, and what they need in turn."""
    found: set[str] = set()
    waiting = list(direct)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _requires(name)
    return found


@cache
def _requires(name: str) -> tuple[str, ...]:
    """Packages that a package asks for on this machine."""
    try:
        asked = installed.distribution(name).requires or []
    except installed.PackageNotFoundError:
        return ()
    here = [one for one in map(Requirement, asked) if _is_asked(one)]
    return tuple(sorted({canonicalize_name(one.name) for one in here}))


def _is_asked(one: Requirement) -> bool:
    """Without extras, or with the one that is asked for here: whitenoise's brotli."""
    if one.marker is None:
        return True
    return any(one.marker.evaluate({"extra": extra}) for extra in ("", "brotli"))


def _package(name: str, version: str, *, shipped: bool) -> Component:
    purl = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": "required" if shipped else "excluded",
        "licenses": [{"license": {"name": _licence(name)}}],
        "purl": purl,
    }


def _licence(name: str) -> str:
    """As the package says it: an expression, else its classifiers, else its words."""
    try:
        said = installed.metadata(name)
    except installed.PackageNotFoundError:
        return "unknown"
    if said["License-Expression"]:
        return str(said["License-Expression"])
    marks = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier") or []
        if one.startswith("License ::") and not one.endswith("OSI Approved")
    ]
    words = str(said["License"] or "").strip().splitlines()
    return ", ".join(marks) or (words[0][:80] if words else "") or "unknown"


def _browser() -> list[Component]:
    """What lies below static/vendor, with the digest of each file."""
    manifest = json.loads((ROOT / "static/vendor/MANIFEST.json").read_text("utf-8"))
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{one['name']}@{one['version']}",
            "name": one["name"],
            "version": one["version"],
            "scope": "required",
            "licenses": [{"license": {"id": one["licence"]}}],
            "purl": f"pkg:npm/{one['name']}@{one['version']}",
            "components": [
                {
                    "type": "file",
                    "name": f"static/vendor/{name}",
                    "hashes": [{"alg": "SHA-256", "content": digest}],
                }
                for name, digest in sorted(one["files"].items())
            ],
        }
        for one in manifest["packages"]
    ]


def _server() -> list[Component]:
    """The Redis that is unpacked where no REDIS_URL names one."""
    found = WHEEL.search((ROOT / "tools/bootstrap.py").read_text("utf-8"))
    if found is None:
        raise SystemExit("tools/bootstrap.py names no wheel of Redis")
    name, version = canonicalize_name(found[1]), found[2]
    return [
        {
            "type": "application",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "scope": "optional",
            "licenses": [{"license": {"name": "see the wheel"}}],
            "purl": f"pkg:pypi/{name}@{version}",
        }
    ]


def _needs(versions: dict[str, str], parts: list[str]) -> list[dict[str, Any]]:
    refs = {name: f"pkg:pypi/{name}@{version}" for name, version in versions.items()}
    direct = {**pins("requirements.txt"), **pins("requirements-dev.txt")}
    others = [part for part in parts if part not in refs.values()]
    first = {"ref": "yipan", "dependsOn": sorted(refs[n] for n in direct) + others}
    return [
        first,
        *(
            {
                "ref": refs[name],
                "dependsOn": [refs[one] for one in _requires(name) if one in refs],
            }
            for name in sorted(refs)
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = written()
    if not parser.parse_args().check:
        WHERE.write_text(text, "utf-8")
        print(f"{WHERE.relative_to(ROOT)}: {len(bill()['components'])} components")
        return 0
    if WHERE.read_text("utf-8") == text:
        return 0
    print("docs/sbom.cdx.json is out of date: make sbom", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
