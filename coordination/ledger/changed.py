"""What is said about changes of a station's load."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coordination.core.facts import hours
from coordination.ledger.changes import Changes, Line
from coordination.ledger.wording import listed
from organization.templatetags.formats import MINUS, full_day
from organization.templatetags.formats import hours as hours_text


def signed(units: int) -> str:
    """+41 or −3: a true minus, and a plus that says it is more."""
    text = hours_text(abs(hours(units)))
    if text == "0":
        return text
    return f"{'+' if units > 0 else MINUS}{text}"


def parts(found: Changes) -> list[str]:
    """New tasks, hours, conflicts; what did not change is left out."""
    told = []
    if found.new:
        text = ngettext("+%(n)s task", "+%(n)s tasks", found.new)
        told.append(text % {"n": found.new})
    if found.net or not found.new:
        told.append(pgettext("a change", "%(h)s h") % {"h": signed(found.net)})
    if found.found:
        text = ngettext("%(n)s new conflict", "%(n)s new conflicts", len(found.found))
        told.append(text % {"n": len(found.found)})
    if found.settled:
        text = ngettext(
            "%(n)s conflict settled", "%(n)s conflicts settled", len(found.settled)
        )
        told.append(text % {"n": len(found.settled)})
    return told


def line(found: Changes) -> str:
    """The ledger's line, and the page's first sentence."""
    since = {"day": full_day(found.since)}
    if not found:
        return _("Nothing has changed since %(day)s") % since
    return _("Since %(day)s: %(what)s") % (since | {"what": listed(parts(found))})


def kind_label(change: Line) -> str:
    labels = {
        "new": _("New"),
        "moved": _("Date moved"),
        "grown": _("More hours"),
        "shrunk": _("Fewer hours"),
        "returned": _("Returned for completion"),
        "restored": _("In force again"),
        "withdrawn": _("Withdrawn"),
        "merged": _("Joined to another task"),
        "relayed": _("Relayed by the bureau"),
    }
    return labels[change.kind]
