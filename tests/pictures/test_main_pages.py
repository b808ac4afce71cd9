"""The table of main pages says what the measured tables, the pictures and tests say."""

from __future__ import annotations

from tools import main_pages

BROWSER = main_pages.ROOT / "tests" / "browser"
MOST_EACH, MOST = 40 * 1024, 1536 * 1024


def test_the_table_is_what_its_sources_say() -> None:
    made = main_pages.made(main_pages.known())
    assert main_pages.TARGET.read_text("utf-8") == made, "python tools/main_pages.py"
    figures = dict(main_pages.FIGURE.findall(main_pages.FIGURES.read_text("utf-8")))
    rows = made.splitlines()[-len(main_pages.PAGES) :]
    for page, row in zip(main_pages.PAGES, rows, strict=True):
        assert f"`{page.route}`" in row and figures[page.route] in row
        assert f"after/{page.picture}.webp" in row, f"no picture of {page.name}"


def test_a_path_by_keys_is_walked_by_keys() -> None:
    for page in main_pages.PAGES:
        name, _, test = page.keys.partition("::")
        if test:
            text = (BROWSER / name).read_text("utf-8")
            assert f"def {test}(" in text and ("Hands(" in text or "keyboard" in test)


def test_pictures_are_light() -> None:
    sizes = [path.stat().st_size for path in main_pages.PICTURES.rglob("*.webp")]
    assert sizes and max(sizes) <= MOST_EACH and sum(sizes) <= MOST
