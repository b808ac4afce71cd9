"""Officers, the posts of a unit, who is where when, and how that is decided."""

from personnel.models.orders import (
    OrderSaying,
    OrderSeat,
    PostingLine,
    PostingOrder,
    StaffingRequest,
)
from personnel.models.people import (
    DutyRegime,
    Leave,
    Officer,
    Posting,
    PostingQuerySet,
)
from personnel.models.posts import Post

__all__ = [
    "DutyRegime",
    "Leave",
    "Officer",
    "OrderSaying",
    "OrderSeat",
    "Post",
    "Posting",
    "PostingLine",
    "PostingOrder",
    "PostingQuerySet",
    "StaffingRequest",
]
