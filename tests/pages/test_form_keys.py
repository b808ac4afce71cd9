"""A form's key: what was sent with it, and what it says when it comes back."""

from __future__ import annotations

import pytest

from tasking.models import Directive
from tests.factories import Force
from tests.pages.composing import form_of, post, words


@pytest.mark.parametrize("act", ["issue", "draft"])
def test_a_key_that_comes_back_with_something_else(force: Force, act: str) -> None:
    data = form_of(force, act=act)
    post(force.staff, data)
    row = Directive.objects.get()
    refused = post(force.staff, data | {"title": "另一项"})
    assert refused.status_code == 422
    text = words(refused)
    assert (row.number or "旅馆业检查") in text and "另一项" in refused.content.decode()
    fresh = str(refused.context["form"]["key"].value())
    assert fresh != data["key"] and f'value="{fresh}"' in refused.content.decode()
    assert Directive.objects.get().title == "旅馆业检查"
    again = post(force.staff, data | {"title": "另一项", "key": fresh})
    assert again.status_code == 302 and Directive.objects.count() == 2


def test_what_was_searched_for_is_no_other_content(force: Force) -> None:
    data = form_of(force)
    post(force.staff, data)
    assert post(force.staff, data | {"station_q": "柳"}).status_code == 302
