"""Those who are looking hear of a letter when it commits, and not before."""

from __future__ import annotations

import time

import psycopg2
import pytest
from django.db import connection, transaction

from coordination.management.commands.dispatch import _pass_on
from coordination.streams import _client, user_channel
from desk.models import InboxItem
from desk.services import deliver
from desk.services.inbox import CHANNEL
from tests.factories import person


@pytest.mark.django_db(transaction=True)
def test_from_the_commit_to_the_open_page() -> None:
    reader = person("reader")
    params = connection.get_connection_params()
    ear = psycopg2.connect(**{k: v for k, v in params.items() if k != "cursor_factory"})
    ear.autocommit = True
    ear.cursor().execute(f"LISTEN {CHANNEL}")
    open_page = _client().pubsub(ignore_subscribe_messages=True)
    open_page.subscribe(user_channel(reader.pk))
    try:
        with transaction.atomic():
            item = InboxItem(recipient=reader, matter="conflict:1", kind="conflict_new")
            deliver([item])
            ear.poll()
            assert not ear.notifies
        deadline = time.monotonic() + 10
        while not ear.notifies and time.monotonic() < deadline:
            ear.poll()
        _pass_on(ear.notifies)
        heard = None
        while heard is None and time.monotonic() < deadline:
            heard = open_page.get_message(timeout=1)
        assert heard is not None and heard["data"] == b'{"type": "inbox"}'
    finally:
        open_page.close()
        ear.close()
