"""Every write of this room: officers, postings, leave, duty regimes.

Keyword-only; `by` is the acting user, None for a loader. The plural verbs take many
rows at once under the same rules, for imports: either all rows are good or nothing
is written, and each message names its row (`rows[3].during`).
"""

from personnel.services.abilities import (
    NewAttainment,
    add_ability,
    correct_attainment,
    enter_catalogue,
    record_attainment,
    record_attainments,
    remove_attainment,
)
from personnel.services.correcting import (
    NewPost,
    PostChange,
    PostingChange,
    add_posts,
    correct_postings,
    correct_posts,
)
from personnel.services.history import (
    NewService,
    Reach,
    record_service,
    remove_service,
    set_contact,
)
from personnel.services.leave import (
    LeaveChange,
    NewLeave,
    cancel_leave,
    correct_leaves,
    enter_leave,
    record_leave,
    record_leaves,
)
from personnel.services.limits import NewLimit, lift_limit, record_limit
from personnel.services.linking import link_account, set_account
from personnel.services.officers import (
    NewOfficer,
    OfficerChange,
    change_officers,
    register_officer,
    register_officers,
    set_working_since,
)
from personnel.services.postings import (
    NewPosting,
    end_posting,
    enter_posting,
    post_officer,
    post_officers,
    second,
)
from personnel.services.posts import Terms, add_post, change_post, close_post
from personnel.services.regimes import set_regime
from personnel.services.weighing import set_weights

__all__ = [
    "LeaveChange",
    "NewAttainment",
    "NewLeave",
    "NewLimit",
    "NewOfficer",
    "NewPost",
    "NewPosting",
    "NewService",
    "OfficerChange",
    "PostChange",
    "PostingChange",
    "Reach",
    "Terms",
    "add_ability",
    "add_post",
    "add_posts",
    "cancel_leave",
    "change_officers",
    "change_post",
    "close_post",
    "correct_attainment",
    "correct_leaves",
    "correct_postings",
    "correct_posts",
    "end_posting",
    "enter_catalogue",
    "enter_leave",
    "enter_posting",
    "lift_limit",
    "link_account",
    "post_officer",
    "post_officers",
    "record_attainment",
    "record_attainments",
    "record_leave",
    "record_leaves",
    "record_limit",
    "record_service",
    "register_officer",
    "register_officers",
    "remove_attainment",
    "remove_service",
    "second",
    "set_account",
    "set_contact",
    "set_regime",
    "set_weights",
    "set_working_since",
]
