"""Why a file is not taken, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from desk.files.problems import Problem
from desk.sheets.refusal import RefusedError

MESSAGES = {
    "bad_encoding": gettext_noop("The text is neither UTF-8 nor GB18030."),
    "empty": gettext_noop("This must not be empty."),
    "empty_file": gettext_noop("The file is empty."),
    "missing": gettext_noop("A value is missing."),
    "negative": gettext_noop("%(value)s is negative."),
    "nested_too_deep": gettext_noop("The JSON is nested too deeply."),
    "no_file": gettext_noop("There is no such file."),
    "not_a_file": gettext_noop("This is not a file."),
    "not_a_list": gettext_noop("This must be a list."),
    "not_a_number": gettext_noop("“%(value)s” is not a number."),
    "not_an_object": gettext_noop("This must be an object with named values."),
    "not_csv": gettext_noop("This is not readable as CSV."),
    "not_json": gettext_noop("Not valid JSON at line %(line)s, column %(column)s."),
    "not_text": gettext_noop("“%(value)s” is not a code or name."),
    "not_utf8": gettext_noop("The text is not UTF-8."),
    "not_whole": gettext_noop("%(value)s is not a whole number."),
    "not_xlsx": gettext_noop("This is not a readable workbook."),
    "number_too_long": gettext_noop("A number in the file has too many digits."),
    "repeated_id": gettext_noop(
        "“%(value)s” was already used in %(list)s, row %(first)s."
    ),
    "too_big": gettext_noop("The file is larger than %(most)s MB."),
    "too_large": gettext_noop("%(value)s is too large."),
    "too_long": gettext_noop("“%(value)s” is too long."),
    "too_many_entries": gettext_noop("The workbook has too many parts."),
    "too_many_rows": gettext_noop("There are more than %(most)s rows."),
    "unknown_ending": gettext_noop("Files ending in “%(ending)s” cannot be read."),
    "unpacks_too_big": gettext_noop("The workbook unpacks to far too much."),
    "unreadable": gettext_noop("The file cannot be read: %(reason)s."),
}


def told(refused: RefusedError) -> str:
    """The reason, for the person who sent the file."""
    return _(MESSAGES[refused.code]) % refused.params


def reason(problem: Problem, messages: Mapping[str, str] = MESSAGES) -> str:
    """Why an entry is not taken, without the place."""
    return _(messages[problem.code]) % problem.params


def line(problem: Problem, messages: Mapping[str, str] = MESSAGES) -> str:
    """Place and reason of one problem."""
    place = []
    if problem.sheet:
        place.append(problem.sheet)
    if problem.row is not None:
        place.append(_("row %(row)s") % {"row": problem.row})
    if problem.column:
        place.append(problem.column)
    message = reason(problem, messages)
    return f"{', '.join(place)}: {message}" if place else message
