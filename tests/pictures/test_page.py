"""The frame and the pictures in a real browser, under the policy of the site."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

from coordination.pictures import (
    bullet,
    curve,
    proof_curve,
    share_columns,
    timeline,
)
from coordination.pictures import example as sample
from tests.browser.visitor import FLAGS, chromium_path

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PAGE = """{% extends "base.html" %}{% load yp %}{% block title %}Page{% endblock %}
{% block main %}
{% include "components/answer.html" with fine=fine trouble=trouble weeks=weeks %}
<div class="yp-board"><div>
<section class="card"><div class="card-head"><h2>{{ fine }}</h2></div>
{{ timeline }}{% include "components/legend.html" %}</section>
<section class="card yp-proofplot">{{ proof_curve }}</section>
<section class="card"><form class="yp-shareplot">{{ share }}</form></section>
<section class="card card-body">{{ strip }}{{ bullet }}
{% include "components/empty.html" with title=fine text=trouble %}</section></div>
<aside class="yp-rail">{% include "components/conflict_card.html" %}</aside></div>
{% endblock %}"""


def context() -> dict[str, Any]:
    nav = [
        SimpleNamespace(url="/", label=label, count=count, active=not count)
        for count, label in enumerate(["任务一本账", "任务", "人员", "经费", "通知"])
    ]
    weeks = [
        {"label": "6/8", "state": state, "hours": 5}
        for state in ("fits", "short", "tight", "unknown")
    ]
    return {
        "nav": nav,
        "who_unit": "柳堰派出所",
        "who_role": "所长",
        "user": SimpleNamespace(name="王建军", is_authenticated=True, pk=1),
        "checked_at": datetime(2026, 6, 3, 8, 30),
        "fine": "本周能完成；",
        "trouble": "6月12日前完不成，缺25小时",
        "weeks": weeks,
        "conflict": {"number": 1, "title": "缺25小时", "kind_label": "多头叠加"},
        "proof": {"demand": 96, "capacity": 71, "shortfall": 25},
        "timeline": timeline(
            sample.groups(), sample.days(), [sample.WINDOW], sample.TODAY
        ),
        "proof_curve": proof_curve(sample.proof()),
        "share": share_columns(sample.shares(), 11, current=sample.shares()[4].date),
        "strip": curve(sample.days(21), [sample.WINDOW], sample.TODAY),
        "bullet": bullet(96, 71, 10),
    }


class Quiet(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "static").symlink_to(ROOT / "static")
    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page(browser, address, tmp_path, settings, language, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }
    with translation.override(language):
        html = engines["django"].from_string(PAGE).render(context())
    (tmp_path / "page.html").write_text(html, "utf-8")
    place = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme
    )
    place.add_init_script(
        "window.refused = []; document.addEventListener("
        "'securitypolicyviolation', e => refused.push(e.violatedDirective))"
    )
    page = place.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/page.html")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("refused") == [] and errors == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert Axe().run(page).response["violations"] == []
    pictures = ROOT / "screenshots"
    pictures.mkdir(exist_ok=True)
    page.screenshot(path=pictures / f"frame-{language}-{width}-{scheme}.png")
    place.close()
