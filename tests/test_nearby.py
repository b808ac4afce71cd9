"""Language, zone and addresses of the running request, in the place of Django's own."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import timezone, translation
from django.utils.translation import gettext

from config.nearby import PLACES, Nearby, install


def test_every_place_holds_one_and_a_second_call_changes_nothing() -> None:
    held = [getattr(module, name) for module, name in PLACES]
    assert all(isinstance(one, Nearby) for one in held)
    install()
    assert [getattr(module, name) for module, name in PLACES] == held


def test_it_has_a_value_or_is_like_anything_without_one() -> None:
    one = Nearby()
    assert getattr(one, "value", "other") == "other"
    with pytest.raises(AttributeError):
        del one.value
    one.value = None
    assert one.value is None
    del one.value
    assert not hasattr(one, "value")


def test_a_language_holds_for_its_block_and_its_thread() -> None:
    said: list[str] = []
    with translation.override("en"):
        assert gettext("Overdue") == "Overdue"
        with translation.override("zh-hans"):
            assert gettext("Overdue") != "Overdue"
            other = threading.Thread(target=lambda: said.append(_language()))
            other.start()
            other.join()
        assert translation.get_language() == "en"
    assert said == ["zh-hans"], "another thread begins with the site's own language"


def test_what_a_task_has_chosen_its_threads_have_and_other_tasks_have_not() -> None:
    async def asked(language: str) -> tuple[str, str]:
        translation.activate(language)
        await asyncio.sleep(0)
        return _language(), await sync_to_async(_language)()

    async def both() -> list[tuple[str, str]]:
        return await asyncio.gather(asked("en"), asked("zh-hans"))

    assert asyncio.run(both()) == [("en", "en"), ("zh-hans", "zh-hans")]


def test_zone_and_prefix_follow_too() -> None:
    moment = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
    with timezone.override(ZoneInfo("Asia/Urumqi")):
        assert timezone.localtime(moment).hour == 18
    assert timezone.localtime(moment).hour == 20
    before = get_script_prefix()
    set_script_prefix("/yipan/")
    try:
        assert reverse("organization:sign_in").startswith("/yipan/")
    finally:
        set_script_prefix(before)


def _language() -> str:
    return translation.get_language() or ""
