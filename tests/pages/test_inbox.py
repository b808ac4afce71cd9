"""The inbox as a page: matters, what reaches one, the figure in the frame."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from desk.models import InboxItem, LetterChoice
from desk.services import deliver
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

INBOX = "coordination:inbox"
SETTINGS = "coordination:letter_settings"


def letters(force: Force, *revisions: int, matter: str = "directive:7") -> None:
    for n in revisions:
        facts = {"title": "旅馆业检查", "number": f"{n}号", "by": "王建军"}
        item = InboxItem(matter=matter, revision=n, kind="directive_approved")
        item.recipient, item.facts, item.url = force.staff, facts, "/directives/7/"
        deliver([item])


def page(force: Force, **query: str) -> str:
    answer = client(force.staff).get(reverse(INBOX), query)
    assert answer.status_code == 200
    return words(answer)


def test_a_matter_shows_its_latest_and_folds_the_rest(force: Force) -> None:
    letters(force, 1, 2, 3)
    text = page(force)
    assert text.index("3号") < text.index("此前2条通知") < text.index("2号")
    once, several = 1, 1  # beside the matter, and for those ticked
    assert text.replace("全部标为已阅", "").count("标为已阅") == once + several


def test_one_matter_is_marked_as_read(force: Force) -> None:
    letters(force, 1, 2)
    letters(force, 1, matter="directive:8")
    visitor = client(force.staff)
    newest = force.staff.inbox.filter(matter="directive:7").latest("pk")
    answer = visitor.post(reverse("coordination:read_letter", args=[newest.pk]))
    assert answer.status_code == 302
    assert force.staff.inbox.get(read_at=None).matter == "directive:8"
    count = visitor.get(reverse("coordination:unread_count")).content.decode()
    assert "coordination:inbox" in count and ">1<" in count


def test_letters_of_others_are_not_there(force: Force) -> None:
    letters(force, 1)
    url = reverse("coordination:read_letter", args=[force.staff.inbox.get().pk])
    assert client(force.head).post(url).status_code == 404
    assert client(force.staff).get(url).status_code == 405
    assert force.staff.inbox.get().read_at is None


MANY = """
INSERT INTO desk_inboxitem (recipient_id, matter, revision, kind, facts, url,
    created_at, way)
SELECT %s, 'directive:' || n / 2, n, 'conflict_new', '{"station": "x"}', '/', now(),
    'inbox' FROM generate_series(100, 99 + %s) n
"""


@pytest.mark.parametrize("count", [10, 1000])
def test_a_constant_number_of_queries(
    force: Force, count: int, django_assert_max_num_queries: Any
) -> None:
    letters(force, 1, 2)
    with connection.cursor() as cursor:
        cursor.execute(MANY, [force.staff.pk, count])
    visitor = client(force.staff)
    with django_assert_max_num_queries(15):
        answer = visitor.get(reverse(INBOX))
    assert len(answer.context["rows"]) == min(50, count // 2 + 1)


# --- what reaches one -----------------------------------------------------------------
def chosen(force: Force, **changes: str) -> dict[str, Any]:
    form = client(force.staff).get(reverse(SETTINGS)).context["form"]
    return {name: form[name].initial for name in form.fields} | changes


def test_choices_are_kept(force: Force) -> None:
    data = chosen(force, conflict_new="digest", conflict_settled="none")
    answer = client(force.staff).post(reverse(SETTINGS), data | {"digest_hour": "18"})
    assert answer.status_code == 302
    found = LetterChoice.objects.values_list("kind", "way")
    assert set(found) == {("conflict_new", "digest"), ("conflict_settled", "none")}
    assert force.staff.letter_settings.digest_hour == 18
    text = client(force.staff).get(reverse(SETTINGS)).content.decode()
    assert '<option value="18" selected' in text


def test_what_is_binding_says_so_and_cannot_be_switched_off(force: Force) -> None:
    answer = client(force.staff).get(reverse(SETTINGS))
    assert "不能关闭" in words(answer)
    ways = dict(answer.context["form"].fields["directive_recalled"].choices)
    assert set(ways) == {"inbox"}
    data = chosen(force, directive_recalled="none")
    assert client(force.staff).post(reverse(SETTINGS), data).status_code == 422
    assert not LetterChoice.objects.exists()


@pytest.mark.parametrize("hour", ["24", "-1", "x", ""])
def test_an_hour_that_is_none(force: Force, hour: str) -> None:
    data = chosen(force) | {"digest_hour": hour}
    assert client(force.staff).post(reverse(SETTINGS), data).status_code == 422


def test_e_mail_is_offered_where_there_is_a_server(force: Force, settings: Any) -> None:
    assert "电子邮件" not in words(client(force.staff).get(reverse(SETTINGS)))
    settings.EMAIL_HOST = "mail.example.cn"
    data = chosen(force, directive_recalled="mail", address="")
    answer = client(force.staff).post(reverse(SETTINGS), data)
    assert answer.status_code == 422 and "请填写接收" in words(answer)
    data["address"] = "a@example.cn"
    assert client(force.staff).post(reverse(SETTINGS), data).status_code == 302
    assert LetterChoice.objects.get().way == "mail"


# --- opening is reading ---------------------------------------------------------------
def test_opening_a_letter_reads_it(force: Force) -> None:
    letters(force, 1, 2)
    visitor = client(force.staff)
    first, last = force.staff.inbox.order_by("pk")
    url = reverse("coordination:open_letter", args=[first.pk])
    assert url in visitor.get(reverse(INBOX)).content.decode()
    assert visitor.get(url).status_code == 405, "looking writes nothing"
    answer = visitor.post(url)
    assert (answer.status_code, answer["Location"]) == (302, "/directives/7/")
    last.refresh_from_db()
    first.refresh_from_db()
    assert first.read_at and not last.read_at, "what came after was not seen"


def test_a_letter_of_somebody_else_opens_nothing(force: Force) -> None:
    letters(force, 1)
    url = reverse("coordination:open_letter", args=[force.staff.inbox.get().pk])
    assert client(force.head).post(url).status_code == 404
    assert force.staff.inbox.get().read_at is None


@pytest.mark.parametrize(
    ("who", "name"),
    [("staff", SETTINGS), ("staff", "coordination:compose"), ("stranger", INBOX)],
)
def test_every_page_of_somebody_signed_in_hears_of_letters(
    force: Force, who: str, name: str
) -> None:
    text = client(getattr(force, who)).get(reverse(name)).content.decode()
    assert text.count("data-live-url=") == 1
    assert f'data-live-url="{reverse("coordination:inbox_events")}"' in text


def test_a_page_with_a_stream_has_that_one_alone(force: Force) -> None:
    url = reverse("coordination:workload", args=[force.a1.code])
    text = client(force.chief_a1).get(url).content.decode()
    stream = reverse("coordination:station_events", args=[force.a1.code])
    assert text.count("data-live-url=") == 1 and f'data-live-url="{stream}"' in text


def test_the_door_hears_nothing(db: None) -> None:
    assert "data-live-url" not in Client().get("/sign-in/").content.decode()
