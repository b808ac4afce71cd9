"""What people are told of long work that they asked for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.letters import Kind, Said, register, saying
from desk.work_shown import shown_as


def _ended(said: Said) -> str:
    """What it was, that it has ended, and what came of it or what to do now."""
    shown = shown_as().get(said["work"])
    work = str(shown.title) if shown else _("Background work")
    named = _("%(work)s (%(name)s)") if said["name"] else "%(work)s"
    told = saying(said, work=named % saying(said, work=work))
    if said["state"] == "failed":
        text = _(
            "%(work)s: it failed. %(problem)s Ask for it again; if it fails again, "
            "tell the system administrator."
        )
    elif said["state"] == "cancelled":
        text = _("%(work)s: stopped after %(done)s of %(total)s. %(outcome)s")
    else:
        text = _("%(work)s: done. %(outcome)s")
    return (text % told).strip()


register(Kind("job_ended", gettext_lazy("Background work has ended"), _ended))
