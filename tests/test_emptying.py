"""What tests leave behind is gone, and what all of them need is not."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

from organization.models import Bureau, User
from tests import emptying
from tests.factories import force

pytestmark = pytest.mark.django_db(transaction=True)


def size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('django_content_type')")
        return cursor.fetchone()[0]


def flush() -> None:
    """As after a test that commits: numbers go on."""
    how = {"reset_sequences": False, "inhibit_post_migrate": False}
    call_command("flush", verbosity=0, interactive=False, **how)


def test_what_was_taken_back_is_cleared_away() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_content_type (app_label, model) "
            "SELECT 'many', n::text FROM generate_series(1, 10000) n"
        )
        emptying.tidy()  # not in a transaction
        transaction.set_rollback(True)
    assert size() > emptying.MUCH
    emptying.tidy()
    assert size() < emptying.MUCH


def test_rows_go_and_kinds_of_contents_stay() -> None:
    known = set(ContentType.objects.values_list("app_label", "model"))
    assert known and force().chief_a1.pk
    flush()
    assert not Bureau.objects.exists() and not User.objects.exists()
    assert set(ContentType.objects.values_list("app_label", "model")) == known


def test_the_force_is_there_again_with_the_ids_it_had() -> None:
    first = force()
    flush()
    second = force()
    assert second.chief_a1 == first.chief_a1 is not second.chief_a1
    assert User.objects.get(pk=first.chief_a1.pk).scope.stations == {first.a1.pk}
    stations = {
        officer.postings.get().station for officer in first.officers[first.a1.code]
    }
    assert stations == {first.a1}
