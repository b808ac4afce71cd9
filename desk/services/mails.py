"""Letters by e-mail: put in the outbox by the clock, sent by a worker, tried again.

Only where the site names a mail server. A mail that a server took just before its
worker died may go out twice; none is lost.
"""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.letters import letter, names_for
from desk.models import InboxItem, LetterSettings, OutgoingMail, Way

log = logging.getLogger(__name__)

MOST_TRIES = 8  # the last after about four hours
AT_ONCE = 50
mail_waits = Signal()


def fill_outbox(now: dt.datetime) -> int:
    """A mail for every letter that asks for one, and a call for a worker if any
    waits. Returns how many are new."""
    if not settings.EMAIL_HOST:
        return 0
    asked = InboxItem.objects.filter(way=Way.MAIL, mail=None, read_at=None)
    addresses = LetterSettings.objects.exclude(address="")
    rows = asked.filter(recipient__in=addresses.values("user")).order_by("pk")
    rows = rows.select_related("recipient__letter_settings")[:1000]
    mails = [
        OutgoingMail(
            item=row, address=row.recipient.letter_settings.address, next_try_at=now
        )
        for row in rows
    ]
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
    if _waiting(now).exists():
        mail_waits.send(sender=OutgoingMail)
    return len(mails)


def send_mails(now: dt.datetime) -> int:
    """Send what waits, one by one. Returns how many a server took."""
    return sum(_send(pk, now) for pk in list(_waiting(now)[:AT_ONCE]))


def _waiting(now: dt.datetime) -> QuerySet[OutgoingMail, int]:
    rows = OutgoingMail.objects.filter(
        sent_at=None, next_try_at__lte=now, attempts__lt=MOST_TRIES
    )
    return rows.order_by("next_try_at").values_list("pk", flat=True)


def _send(pk: int, now: dt.datetime) -> bool:
    """The attempt is counted before it is made, so that a worker that dies of it
    has counted too."""
    mail = _taken(pk, now)
    if mail is None:
        return False
    item = mail.item
    with override(item.recipient.language):
        said = letter(item, names_for([item]))
        body = "\n\n".join(filter(None, [said.text, said.reason, settings.SITE_URL]))
        subject = _("Yipan: %(text)s") % {"text": said.text[:80]}
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [mail.address])
    except (SMTPException, OSError) as error:
        log.warning("mail %s not sent: %s", pk, error)
        text = f"{type(error).__name__}: {error}"[:500]
        OutgoingMail.objects.filter(pk=pk).update(last_error=text)
        return False
    OutgoingMail.objects.filter(pk=pk).update(sent_at=now, last_error="")
    return True


@transaction.atomic
def _taken(pk: int, now: dt.datetime) -> OutgoingMail | None:
    """The mail for this worker alone, with its next try already set."""
    rows = OutgoingMail.objects.select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("item__recipient")
    mail = rows.filter(pk=pk, sent_at=None, next_try_at__lte=now).first()
    if mail is not None:
        mail.attempts += 1
        mail.next_try_at = now + dt.timedelta(minutes=2**mail.attempts)
        mail.save(update_fields=["attempts", "next_try_at"])
    return mail
