"""A database that cannot answer is told as such: 503 and when to come again."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import translation

from config import unavailable
from tests import factories


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_page_without_its_database_says_come_again(
    db: None, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    force = factories.force()
    client = Client(raise_request_exception=False)
    client.force_login(force.staff)

    def refuse(*args: object, **kwargs: object) -> None:
        raise error("remaining connection slots are reserved")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        answer = client.get("/inbox/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "系统暂时无法访问" in answer.content.decode()
    assert "Set-Cookie" not in answer


def test_a_defect_of_ours_stays_a_500(rf: RequestFactory) -> None:
    with translation.override("en"):
        try:
            raise RuntimeError
        except RuntimeError:
            answer = unavailable.handler500(rf.get("/"))
    assert answer.status_code == 500
    assert "Retry-After" not in answer


def test_whether_it_lives_is_no_question_of_the_database(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody signed in asks too; nobody looks up who it is."""
    client = Client()
    client.force_login(factories.force().staff)

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("remaining connection slots are reserved")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        assert client.get("/healthz").status_code == 200
