"""Server-made pictures: pure functions from facts to SVG.

Every picture has a table twin on its page; the hatches are defined once per page by
templates/components/patterns.html.
"""

from coordination.pictures.bullets import bullet
from coordination.pictures.data import (
    Bar,
    Day,
    EventMark,
    Group,
    ProofPoint,
    ShareColumn,
    Window,
)
from coordination.pictures.gantt import timeline
from coordination.pictures.load import curve
from coordination.pictures.proof import proof_curve
from coordination.pictures.share import share_columns
from organization.templatetags.icons import icon

__all__ = [
    "Bar",
    "Day",
    "EventMark",
    "Group",
    "ProofPoint",
    "ShareColumn",
    "Window",
    "bullet",
    "curve",
    "icon",
    "proof_curve",
    "share_columns",
    "timeline",
]
