"""Why a file is not taken, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from desk.sheets.refusal import RefusedError

MESSAGES = {
    "bad_encoding": gettext_noop("The text is neither UTF-8 nor GB18030."),
    "empty_file": gettext_noop("The file is empty."),
    "not_csv": gettext_noop("This is not readable as CSV."),
    "not_xlsx": gettext_noop("This is not a readable workbook."),
    "too_big": gettext_noop("The file is larger than %(most)s MB."),
    "too_many_entries": gettext_noop("The workbook has too many parts."),
    "too_many_rows": gettext_noop("There are more than %(most)s rows."),
    "unknown_ending": gettext_noop("Files ending in “%(ending)s” cannot be read."),
    "unpacks_too_big": gettext_noop("The workbook unpacks to far too much."),
}


def told(refused: RefusedError) -> str:
    """The reason, for the person who sent the file."""
    return _(MESSAGES[refused.code]) % refused.params
