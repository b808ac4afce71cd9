"""What the audit trail says of this room's acts, tables and columns."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from organization.wording import Words

ACTS: Words = {
    "act.take_back": pgettext_lazy("audit", "Act taken back"),
    "bulk.begin": pgettext_lazy("audit", "Act on many rows begun"),
    "bulk.commit": pgettext_lazy("audit", "Act on many rows confirmed"),
    "bulk.end": pgettext_lazy("audit", "Act on many rows ended"),
    "bulk.say": pgettext_lazy("audit", "Details of an act on many rows given"),
    "bulk.take_back": pgettext_lazy("audit", "Act on many rows taken back"),
    "file.keep": pgettext_lazy("audit", "Attachment kept"),
    "job.cancel": pgettext_lazy("audit", "Background work cancelled"),
    "job.carry_out": pgettext_lazy("audit", "Form carried out in the background"),
    "job.start": pgettext_lazy("audit", "Background work started"),
    "table.take": pgettext_lazy("audit", "List taken out"),
    "table.write": pgettext_lazy("audit", "List written for taking out"),
    "view.change": pgettext_lazy("audit", "Saved view changed"),
    "view.delete": pgettext_lazy("audit", "Saved view deleted"),
    "view.restore": pgettext_lazy("audit", "Saved view restored"),
    "view.save": pgettext_lazy("audit", "View saved"),
}
COLUMNS: Words = {
    "content_id": pgettext_lazy("column", "File content"),
    "media_type": pgettext_lazy("column", "File type"),
    "size": pgettext_lazy("column", "Size in bytes"),
    "uploaded_at": pgettext_lazy("column", "Uploaded at"),
    "uploaded_by_id": pgettext_lazy("column", "Uploaded by"),
}
