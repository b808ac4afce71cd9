"""What a log line does not keep, wherever it came from."""

from __future__ import annotations

import io
import logging

import pytest
from django.db import IntegrityError, connection, transaction

from config.discreet import DiscreetFormatter, without_secrets


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Key (phone)=(13800001234) already exists", "Key (phone)=(****1234) already"),
        ("电话13800001234、15912345678。", "电话****1234、****5678。"),
        ("id 11010519491231002X.", "id ****002X."),
        ("station 990101510100 checked in 1386 ms", "station 990101510100 checked"),
        ("job 17000000001 of 138000012345", "job ****0001 of 138000012345"),
        ("digest a13800001234 stays", "digest a13800001234 stays"),
    ],
)
def test_telephones_and_identity_numbers_are_masked(said: str, kept: str) -> None:
    assert kept in without_secrets(said)


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_not_written_down(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its error quotes the whole row."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(DiscreetFormatter("{message}", style="{"))
    logging.disable(logging.NOTSET)
    log = logging.getLogger("a.test")
    log.addHandler(handler)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO personnel_contact (phone, version) VALUES (%s, NULL)",
                ["13800001234"],
            )
    except IntegrityError:
        log.exception("refused")
    finally:
        log.removeHandler(handler)
    assert "refused" in out.getvalue() and "****1234" in out.getvalue()
    assert "13800001234" not in out.getvalue()
