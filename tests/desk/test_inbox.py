"""Letters: what people choose, the daily summary, what is forgotten, e-mail."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from coordination.services.due_jobs import OUTBOX, SUMMARIES, run_due
from desk.models import InboxItem, OutgoingMail, Way
from desk.services import (
    choose_letters,
    deliver,
    fill_outbox,
    forget_letters,
    mark_read,
    send_mails,
    send_summaries,
)
from organization.models import User
from tests.coordination.world import check, send, task
from tests.factories import appoint, at, force, person

pytestmark = pytest.mark.django_db
FREE, BINDING = "conflict_settled", "directive_recalled"
NOW = at("2026-06-03 10:20")


@pytest.fixture
def reader(db: None) -> User:
    return person("reader")


def tell(user: User, kind: str = FREE, matter: str = "conflict:1", n: int = 1) -> None:
    about = {"recipient": user, "matter": matter, "kind": kind, "url": "/"}
    deliver([InboxItem(revision=k, **about) for k in range(n)])


def choose(user: User, ways: dict[str, str], hour: int = 8, address: str = "") -> None:
    choose_letters(by=user, ways=ways, digest_hour=hour, address=address)


def seen(user: User) -> Any:
    return InboxItem.objects.visible_to(user)


def came_at(moment: dt.datetime) -> None:
    InboxItem.objects.update(created_at=moment)


# --- what people choose ---------------------------------------------------------------
def test_one_matter_is_one_row_with_its_latest(reader: User) -> None:
    tell(reader, n=3)
    tell(reader, matter="conflict:2")
    latest = seen(reader).by_matter()
    assert [item.matter for item in latest] == ["conflict:2", "conflict:1"]
    assert latest[1].revision == 2 and seen(reader).unread().matters() == 2


def test_nobody_is_told_twice_of_one_revision(reader: User) -> None:
    tell(reader)
    tell(reader)
    assert seen(reader).count() == 1


def test_what_was_switched_off_does_not_come(reader: User) -> None:
    choose(reader, {FREE: Way.NONE})
    tell(reader)
    assert not InboxItem.objects.exists()
    choose(reader, {FREE: Way.INBOX})
    tell(reader)
    assert seen(reader).count() == 1


@pytest.mark.parametrize("way", [Way.NONE, Way.DIGEST])
def test_what_is_binding_comes_whatever_was_chosen(reader: User, way: str) -> None:
    choose(reader, {BINDING: way})
    tell(reader, BINDING)
    assert seen(reader).get().way == Way.INBOX


def test_a_matter_is_read_up_to_what_was_seen(reader: User) -> None:
    tell(reader, n=2)
    first = seen(reader).order_by("pk")[0]
    assert mark_read(by=reader, matter=first.matter, until=first.pk) == 1
    assert seen(reader).unread().count() == 1
    assert mark_read(by=reader) == 1 and mark_read(by=reader) == 0


def test_an_acting_chief_gets_what_the_chief_gets() -> None:
    made = force()
    deputy = appoint(person("deputy"), "station_chief", made.a1, acting=True)
    send(made, "public_order", task("大排查", 900, "2026-06-03"), made.a1)
    check(made.a1)
    mine, theirs = (
        list(user.inbox.order_by("pk").values_list("matter", flat=True))
        for user in (deputy, made.chief_a1)
    )
    assert len(mine) == 2 and mine == theirs


# --- the daily summary ----------------------------------------------------------------
def test_a_summary_tells_once_what_waited(reader: User) -> None:
    choose(reader, {FREE: Way.DIGEST}, hour=9)
    tell(reader, n=3)
    came_at(at("2026-06-03 08:59"))
    assert not seen(reader).exists()
    assert send_summaries(NOW) == 1 and send_summaries(NOW) == 0
    item = seen(reader).unread().get()
    assert (item.kind, item.facts["count"]) == ("digest_day", 3)
    assert item.folded.count() == 3 and seen(reader).unread().matters() == 1


@pytest.mark.parametrize(
    ("hour", "came", "told"),
    [
        (9, "2026-06-03 09:00", 0),  # after the hour: tomorrow
        (9, "2026-06-01 12:00", 1),  # nobody was there to do it yesterday
        (11, "2026-06-03 08:00", 0),  # the hour is to come
        (11, "2026-06-02 10:59", 1),
    ],
)
def test_the_hour_of_each_person(reader: User, hour: int, came: str, told: int) -> None:
    choose(reader, {FREE: Way.DIGEST}, hour=hour)
    tell(reader)
    came_at(at(came))
    assert send_summaries(NOW) == told


def test_the_clock_sends_summaries(reader: User) -> None:
    choose(reader, {FREE: Way.DIGEST})
    tell(reader)
    came_at(timezone.now() - dt.timedelta(days=2))
    assert SUMMARIES in run_due()
    assert seen(reader).unread().get().kind == "digest_day"


# --- what is forgotten ----------------------------------------------------------------
def test_only_what_was_read_long_ago_is_forgotten(reader: User) -> None:
    for n in range(3):
        tell(reader, matter=f"conflict:{n}")
    ids = list(seen(reader).order_by("pk").values_list("pk", flat=True))
    seen(reader).filter(pk=ids[0]).update(read_at=NOW - dt.timedelta(days=91))
    seen(reader).filter(pk=ids[1]).update(read_at=NOW - dt.timedelta(days=89))
    assert forget_letters(before=NOW - dt.timedelta(days=90)) == 1
    assert [item.pk for item in seen(reader)] == [ids[2], ids[1]]


# --- e-mail ---------------------------------------------------------------------------
def mailed(reader: User) -> None:
    choose(reader, {FREE: Way.MAIL}, address="reader@example.cn")
    tell(reader)


def test_without_a_server_nothing_leaves(reader: User) -> None:
    mailed(reader)
    assert fill_outbox(timezone.now()) == 0 and seen(reader).count() == 1


def test_a_letter_is_mailed_once(reader: User, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    mailed(reader)
    now = timezone.now()
    assert (fill_outbox(now), fill_outbox(now)) == (1, 0)
    assert (send_mails(now), send_mails(now)) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["reader@example.cn"] and "冲突已消除" in sent.body
    assert OutgoingMail.objects.get().sent_at == now


def test_what_was_read_meanwhile_is_not_mailed(reader: User, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    mailed(reader)
    mark_read(by=reader)
    assert fill_outbox(timezone.now()) == 0


def test_a_server_that_is_down_is_tried_again(reader: User, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    mailed(reader)
    now = timezone.now()
    fill_outbox(now)
    assert (send_mails(now), send_mails(now)) == (0, 0), "not twice at once"
    row = OutgoingMail.objects.get()
    assert (row.attempts, row.sent_at) == (1, None) and row.last_error
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_mails(now + dt.timedelta(minutes=2)) == 1


def test_the_clock_fills_the_outbox(reader: User, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.cn"
    mailed(reader)
    assert OUTBOX in run_due()
    assert OutgoingMail.objects.count() == 1
