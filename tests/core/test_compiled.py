"""Where compiled code is kept: found again, never where others may write."""

import os
import re
import stat

import pytest

from coordination.core.force import compiled


@pytest.fixture
def read_only(tmp_path, monkeypatch):
    """A container: nothing may be written but the temporary folder."""
    image, temporary = tmp_path / "image", tmp_path / "tmp"
    brought = image / "compiled" / compiled._mark()
    brought.mkdir(parents=True)
    (brought / "loop.nbc").write_text("code")
    temporary.mkdir()
    monkeypatch.setenv("YIPAN_VAR", str(image))
    monkeypatch.setattr(compiled, "_writable", lambda path: False)
    monkeypatch.setattr(compiled.tempfile, "gettempdir", lambda: str(temporary))
    monkeypatch.setattr(compiled.tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(compiled, "SOURCE", image / "a" / "b" / "c" / "d.py")
    return temporary


def test_a_container_starts_with_what_its_image_brought(read_only):
    place = compiled._choose()
    assert (place / "loop.nbc").read_text() == "code"
    assert stat.S_IMODE(place.parent.lstat().st_mode) == 0o700
    (place / "more.nbc").write_text("more")
    assert compiled._choose() == place
    assert (place / "more.nbc").exists()


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o755])
def test_a_folder_that_others_can_open_is_not_trusted(read_only, mode):
    planted = read_only / f"yipan-compiled-{os.getuid()}"
    planted.mkdir()
    planted.chmod(mode)
    place = compiled._choose()
    assert planted not in place.parents
    assert (place / "loop.nbc").exists()


def test_a_link_to_elsewhere_is_not_trusted(read_only, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (read_only / f"yipan-compiled-{os.getuid()}").symlink_to(elsewhere)
    assert elsewhere not in compiled._choose().resolve().parents


def test_the_run_time_folder_serves_where_the_source_is_read_only(
    read_only, monkeypatch
):
    var = read_only / "var"
    monkeypatch.setenv("YIPAN_VAR", str(var))
    monkeypatch.setattr(compiled, "_writable", lambda path: var in path.parents)
    assert compiled._choose() == var / "compiled" / compiled._mark()


def test_without_a_run_time_folder_a_private_one_is_made(read_only, monkeypatch):
    monkeypatch.delenv("YIPAN_VAR")
    place = compiled._choose()
    assert place.parent == read_only / f"yipan-compiled-{os.getuid()}"


def test_every_compiled_file_decides_what_is_found_again():
    folder = compiled.SOURCE.parent
    users = {
        path.name
        for path in folder.glob("*.py")
        if "@compiled\n" in path.read_text()
        or path.name in ("arrays.py", "compiled.py", "sizes.py")
    }
    assert set(compiled.SOURCES) == users


def test_numba_can_be_switched_off(monkeypatch):
    assert compiled.available()
    monkeypatch.setenv("YIPAN_NO_NUMBA", "1")
    assert not compiled.available()


def test_nothing_is_compiled_for_several_threads():
    """A worker that forks after starting threads hangs."""
    for path in compiled.SOURCE.parent.glob("*.py"):
        text = path.read_text()
        assert "parallel=" not in text, path.name
        assert "prange" not in text, path.name


def test_two_solvers_that_crash_together_are_not_both_installed():
    pinned = (compiled.SOURCE.parents[3] / "requirements.txt").read_text()
    assert not {"highspy", "ortools"} <= set(re.findall(r"^[\w-]+", pinned, re.M))
