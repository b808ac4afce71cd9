"""Every write of this room: officers, postings, leave, duty regimes.

Keyword-only; `by` is the acting user, None for a loader. The plural verbs take many
rows at once under the same rules, for imports: either all rows are good or nothing
is written, and each message names its row (`rows[3].during`).
"""

from personnel.services.leave import NewLeave, cancel_leave, record_leave, record_leaves
from personnel.services.officers import (
    NewOfficer,
    link_account,
    register_officer,
    register_officers,
)
from personnel.services.postings import (
    NewPosting,
    end_posting,
    post_officer,
    post_officers,
    second,
)
from personnel.services.posts import Terms, add_post, change_post, close_post
from personnel.services.regimes import set_regime

__all__ = [
    "NewLeave",
    "NewOfficer",
    "NewPosting",
    "Terms",
    "add_post",
    "cancel_leave",
    "change_post",
    "close_post",
    "end_posting",
    "link_account",
    "post_officer",
    "post_officers",
    "record_leave",
    "record_leaves",
    "register_officer",
    "register_officers",
    "second",
    "set_regime",
]
