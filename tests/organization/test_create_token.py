from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organization import services
from organization.models import ApiToken, AuditEvent
from tests.factories import person

pytestmark = pytest.mark.django_db


def test_the_token_alone_is_printed_and_only_its_digest_is_kept():
    user = person("other-system")
    printed = StringIO()
    call_command("create_token", "other-system", stdout=printed)
    token = printed.getvalue().strip()
    assert len(token) >= 40
    assert ApiToken.objects.get().digest == ApiToken.digest_of(token)
    trail = AuditEvent.objects.get(action="token.issue")
    assert trail.subject_id == user.pk
    assert token not in str(trail.detail)


def test_an_unknown_user_is_told_with_exit_1():
    with pytest.raises(CommandError, match="nobody") as told:
        call_command("create_token", "nobody")
    assert told.value.returncode == 1
    assert not ApiToken.objects.exists()


def test_a_blocked_user_gets_none():
    services.set_active(by=None, user=person("gone"), active=False)
    with pytest.raises(CommandError):
        call_command("create_token", "gone")
    assert not ApiToken.objects.exists()
