"""What the product is made of: all of it pinned, installed as pinned, and named in the
bill of materials."""

from __future__ import annotations

import importlib.metadata as installed
import json
import re

from tests.architecture.source import ROOT
from tools import audit_deps, sbom

FILES = ("requirements.txt", "requirements-dev.txt")


def direct() -> dict[str, str]:
    return {name: v for file in FILES for name, v in sbom.pins(file).items()}


def test_every_line_is_an_exact_version_and_a_direct_one_says_why() -> None:
    for file in (*FILES, "constraints.txt", "bench/requirements.txt"):
        for line in (ROOT / file).read_text("utf-8").splitlines():
            if not line.strip() or line.startswith(("#", "-r ")):
                continue
            assert sbom.PIN.match(line), f"{file}: {line}"
            assert "*" not in line.partition("#")[0], f"{file}: {line}"
            if file != "constraints.txt":
                assert re.search(r"#\s*\S", line), f"{file}: why {line}?"


def test_whatever_is_needed_is_pinned_and_installed_as_pinned() -> None:
    """Also what comes along: an indirect package without a pin could be any version."""
    pinned = sbom.pins("constraints.txt")
    needed = sbom.everything_needed(direct())
    assert not needed - set(pinned), "pin these in constraints.txt"
    found = {name: installed.version(name) for name in sorted(needed)}
    assert found == {name: pinned[name] for name in sorted(needed)}


def test_both_files_of_pins_agree() -> None:
    pinned = sbom.pins("constraints.txt")
    assert {name: pinned.get(name) for name in direct()} == direct()


def test_the_bill_of_materials_names_what_is_pinned_and_what_lies_here() -> None:
    """Out of date: `make sbom`."""
    kept = json.loads(sbom.WHERE.read_text("utf-8"))
    made = sbom.bill()
    assert (kept["bomFormat"], kept["specVersion"]) == ("CycloneDX", "1.6")

    def named(bill: dict) -> list[tuple[str, str, str]]:
        return [
            (one["name"], one["version"], one["purl"]) for one in bill["components"]
        ]

    assert named(kept) == named(made)
    files = {
        file["name"]: file["hashes"][0]["content"]
        for one in kept["components"]
        for file in one.get("components", [])
    }
    manifest = json.loads((ROOT / "static/vendor/MANIFEST.json").read_text("utf-8"))
    lie_here = [one["files"] for one in manifest["packages"]]
    assert files == {f"static/vendor/{n}": d for f in lie_here for n, d in f.items()}


def test_of_all_that_is_shipped_the_licence_is_known() -> None:
    kept = json.loads(sbom.WHERE.read_text("utf-8"))
    for one in kept["components"]:
        if one["scope"] == "required":
            words = json.dumps(one["licenses"])
            assert "unknown" not in words and "GPL" not in words.replace("LGPL", ""), (
                one["name"]
            )
    shipped = {one["name"] for one in kept["components"] if one["scope"] == "required"}
    assert {"django", "psycopg2-binary", "brotli", "htmx.org"} <= shipped
    assert not {"pytest", "schemathesis", "playwright"} & shipped


def test_it_is_the_same_whenever_it_is_written() -> None:
    assert sbom.written() == sbom.written()
    assert not re.search(r"20\d\d-\d\d-\d\dT", sbom.written()), "no time stands in it"


def test_an_audit_that_looked_nothing_up_is_no_clean_one() -> None:
    """The auditor itself ends with 0 where its source answers «not found»."""
    sound = {"name": "a", "version": "1", "vulns": []}
    weak = sound | {"vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
    passed = {"name": "b", "skip_reason": "not found"}
    assert audit_deps.told([sound]) == audit_deps.SOUND
    assert audit_deps.told([sound, weak, passed]) == audit_deps.WEAK
    assert audit_deps.told([sound, passed]) == audit_deps.UNKNOWN
    assert audit_deps.told([]) == audit_deps.not_audited() == audit_deps.UNKNOWN
