"""Where an appointment may be, and how long people may be on their way to it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tasking.content import Content, Targets
from tasking.models import LONGEST_WAY, Venue

MOST_LETTERS = 60
Told = tuple[str, str | Promise]
"""A field and what is wrong with it."""


def where(content: Content, targets: Targets) -> Iterator[Told]:
    """What even a draft must satisfy."""
    if content.venue and content.venue not in Venue.values:
        yield "venue", _("Choose one of the places.")
    if content.venue and not content.is_event:
        yield "venue", _("Only events have this: meetings, training, inspections.")
    if len(content.place) > MOST_LETTERS:
        yield "place", _("At most 60 characters.")
    ways = [own.travel for own in targets.overrides.values() if own.travel is not None]
    if ways and content.venue != Venue.SEAT:
        yield "travel", _("Only to an appointment at headquarters is there a way.")
    if not all(0 <= way <= LONGEST_WAY for way in ways):
        yield "travel", _("A way takes 0 to 720 minutes.")
