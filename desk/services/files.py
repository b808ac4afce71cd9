"""Writes of files that people hand in."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from desk.models import Attachment, FileContent
from organization import audit
from organization.models import User


@transaction.atomic
def keep_file(
    *,
    by: User,
    name: str,
    media_type: str,
    digest: str,
    content: bytes,
    now: dt.datetime,
) -> Attachment:
    """Store a file that was judged before; the same bytes are stored once."""
    FileContent.objects.bulk_create(
        [FileContent(digest=digest, content=content)], ignore_conflicts=True
    )
    row = Attachment.objects.create(
        name=name,
        media_type=media_type,
        size=len(content),
        content_id=digest,
        uploaded_by=by,
        uploaded_at=now,
    )
    audit.record("file.keep", by=by, subject=row, name=name, digest=digest)
    return row
