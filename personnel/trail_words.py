"""What the audit trail says of this room's acts, tables and columns."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from organization.wording import Words

ACTS: Words = {
    "ability.add": pgettext_lazy(
        "audit", "Qualification or skill added to the catalogue"
    ),
    "ability.enter_catalogue": pgettext_lazy(
        "audit", "Catalogue of qualifications and skills entered"
    ),
    "alert.announce": pgettext_lazy("audit", "Alert level announced"),
    "alert.end": pgettext_lazy("audit", "Alert level ended"),
    "attainment.correct": pgettext_lazy("audit", "Officer's qualification corrected"),
    "attainment.hold_many": pgettext_lazy(
        "audit", "Qualifications of many officers entered"
    ),
    "attainment.record": pgettext_lazy("audit", "Officer's qualification recorded"),
    "attainment.remind": pgettext_lazy(
        "audit", "Reminded that a qualification runs out"
    ),
    "attainment.remove": pgettext_lazy("audit", "Officer's qualification removed"),
    "commendation.decline": pgettext_lazy("audit", "Commendation not endorsed"),
    "commendation.endorse": pgettext_lazy("audit", "Commendation endorsed"),
    "commendation.nominate": pgettext_lazy("audit", "Commendation nominated"),
    "commendation.publish": pgettext_lazy("audit", "Commendation published"),
    "commendation.withdraw": pgettext_lazy("audit", "Commendation withdrawn"),
    "contact.put_back": pgettext_lazy("audit", "Contact data put back"),
    "contact.set": pgettext_lazy("audit", "Contact data entered"),
    "contact.set_many": pgettext_lazy("audit", "Contact data of many entered"),
    "fit.weigh": pgettext_lazy("audit", "Weights of fit set"),
    "import.again": pgettext_lazy("audit", "Table of money judged again"),
    "import.apply": pgettext_lazy("audit", "Table put in force"),
    "import.confirm": pgettext_lazy("audit", "Table confirmed"),
    "import.give_up": pgettext_lazy("audit", "Table given up"),
    "import.hand_in": pgettext_lazy("audit", "Table handed in"),
    "leave.cancel": pgettext_lazy("audit", "Leave cancelled"),
    "leave.correct_many": pgettext_lazy("audit", "Leave of many corrected"),
    "leave.end": pgettext_lazy("audit", "Leave ended early"),
    "leave.instead": pgettext_lazy("audit", "Leave recorded without a request"),
    "leave.record": pgettext_lazy("audit", "Leave recorded"),
    "leave.record_many": pgettext_lazy("audit", "Leave of many recorded"),
    "leave_request.approve": pgettext_lazy("audit", "Request for leave approved"),
    "leave_request.ask": pgettext_lazy("audit", "Leave asked for"),
    "leave_request.recall": pgettext_lazy("audit", "Recalled from leave"),
    "leave_request.refuse": pgettext_lazy("audit", "Request for leave refused"),
    "leave_request.shorten": pgettext_lazy("audit", "Leave shortened"),
    "leave_request.take_back": pgettext_lazy("audit", "Request for leave taken back"),
    "limit.lift": pgettext_lazy("audit", "Limit on postings lifted"),
    "limit.record": pgettext_lazy("audit", "Limit on postings recorded"),
    "note.forget": pgettext_lazy("audit", "No-blame note past its term deleted"),
    "note.remove": pgettext_lazy("audit", "No-blame note removed"),
    "note.write": pgettext_lazy("audit", "No-blame note written"),
    "occasion.add": pgettext_lazy("audit", "Occasion of visits added"),
    "occasion.adopt": pgettext_lazy("audit", "Occasions of visits adopted"),
    "occasion.change": pgettext_lazy("audit", "Occasion of visits changed"),
    "officer.change_many": pgettext_lazy("audit", "Data of many officers changed"),
    "officer.link": pgettext_lazy("audit", "Account linked to an officer"),
    "officer.register": pgettext_lazy("audit", "Officer registered"),
    "officer.register_many": pgettext_lazy("audit", "Many officers registered"),
    "officer.unlink": pgettext_lazy("audit", "Account no longer an officer’s"),
    "officer.working_since": pgettext_lazy("audit", "First working day entered"),
    "post.add": pgettext_lazy("audit", "Post added"),
    "post.add_many": pgettext_lazy("audit", "Many posts added"),
    "post.change": pgettext_lazy("audit", "Post changed"),
    "post.close": pgettext_lazy("audit", "Post closed"),
    "post.correct_many": pgettext_lazy("audit", "Many posts corrected"),
    "posting.cancel": pgettext_lazy("audit", "Posting cancelled"),
    "posting.correct_many": pgettext_lazy("audit", "Many postings corrected"),
    "posting.create": pgettext_lazy("audit", "Posting recorded"),
    "posting.create_many": pgettext_lazy("audit", "Many postings recorded"),
    "posting.end": pgettext_lazy("audit", "Posting ended"),
    "posting.reopen": pgettext_lazy("audit", "Posting opened again"),
    "posting_order.add_line": pgettext_lazy(
        "audit", "Officer added to a posting order"
    ),
    "posting_order.change": pgettext_lazy("audit", "Posting order changed"),
    "posting_order.change_line": pgettext_lazy(
        "audit", "Line of a posting order changed"
    ),
    "posting_order.consult": pgettext_lazy(
        "audit", "Stations asked about a posting order"
    ),
    "posting_order.decide": pgettext_lazy("audit", "Posting order decided"),
    "posting_order.draft": pgettext_lazy("audit", "Posting order drafted"),
    "posting_order.readers": pgettext_lazy("audit", "Readers of a posting order named"),
    "posting_order.remind": pgettext_lazy("audit", "Reminded of a word on a posting"),
    "posting_order.remove_line": pgettext_lazy(
        "audit", "Officer taken off a posting order"
    ),
    "posting_order.reply": pgettext_lazy("audit", "Objection to a posting replied to"),
    "posting_order.say": pgettext_lazy("audit", "Word on a posting given"),
    "posting_order.silent": pgettext_lazy("audit", "No word on a posting in time"),
    "posting_order.take_back": pgettext_lazy("audit", "Word on a posting taken back"),
    "posting_order.undo": pgettext_lazy("audit", "Posting order undone"),
    "posting_order.withdraw": pgettext_lazy("audit", "Posting order withdrawn"),
    "regime.plan": pgettext_lazy("audit", "Standing hours planned"),
    "regime.set": pgettext_lazy("audit", "Duty regime set"),
    "residents.count": pgettext_lazy("audit", "Residents of a station entered"),
    "residents.load": pgettext_lazy("audit", "Residents of stations entered"),
    "residents.put": pgettext_lazy(
        "audit", "Residents of stations taken in from a table"
    ),
    "roster.end": pgettext_lazy("audit", "Roster ended"),
    "roster.set": pgettext_lazy("audit", "Roster set"),
    "selection_round.admit": pgettext_lazy("audit", "Officer admitted to a round"),
    "selection_round.admit_by_rule": pgettext_lazy(
        "audit", "Officers admitted to a round by rule"
    ),
    "selection_round.bar": pgettext_lazy(
        "audit", "Officer barred from a post in a round"
    ),
    "selection_round.cancel": pgettext_lazy("audit", "Round of selection cancelled"),
    "selection_round.choose": pgettext_lazy("audit", "Choices handed in"),
    "selection_round.close": pgettext_lazy("audit", "Round of selection closed"),
    "selection_round.dismiss": pgettext_lazy("audit", "Officer taken out of a round"),
    "selection_round.dissolve": pgettext_lazy("audit", "Group of posts dissolved"),
    "selection_round.end_ranks": pgettext_lazy("audit", "Ranking closed"),
    "selection_round.end_wishes": pgettext_lazy("audit", "Choosing closed"),
    "selection_round.group": pgettext_lazy("audit", "Posts of a round grouped"),
    "selection_round.lift_bar": pgettext_lazy("audit", "Bar in a round lifted"),
    "selection_round.match": pgettext_lazy("audit", "Round of selection matched"),
    "selection_round.open": pgettext_lazy("audit", "Round of selection opened"),
    "selection_round.order": pgettext_lazy(
        "audit", "Posting orders drafted from a round"
    ),
    "selection_round.pair": pgettext_lazy("audit", "Couple choosing together named"),
    "selection_round.part": pgettext_lazy("audit", "Couple choosing together parted"),
    "selection_round.prepare": pgettext_lazy("audit", "Round of selection prepared"),
    "selection_round.prolong": pgettext_lazy("audit", "Round of selection prolonged"),
    "selection_round.publish": pgettext_lazy("audit", "Result of a round published"),
    "selection_round.rank": pgettext_lazy("audit", "Officers ranked for a post"),
    "selection_round.remind": pgettext_lazy(
        "audit", "Reminded of a round of selection"
    ),
    "selection_round.set_places": pgettext_lazy("audit", "Places of a post set"),
    "selection_round.shut_post": pgettext_lazy("audit", "Post taken out of a round"),
    "service.record": pgettext_lazy("audit", "Earlier service recorded"),
    "service.remove": pgettext_lazy("audit", "Earlier service removed"),
    "staffing_request.answer": pgettext_lazy("audit", "Request for officers answered"),
    "staffing_request.ask": pgettext_lazy("audit", "Officers asked for"),
    "staffing_request.decide": pgettext_lazy("audit", "Request for officers decided"),
    "visit.drop": pgettext_lazy("audit", "Due visit dropped"),
    "visit.forget": pgettext_lazy("audit", "Note of a visit past its term deleted"),
    "visit.pay": pgettext_lazy("audit", "Due visit paid"),
    "visit.raise": pgettext_lazy("audit", "Due visit raised"),
}
TABLES: Words = {
    "personnel_commendation_files": pgettext_lazy(
        "audit", "attachment of a commendation"
    ),
    "personnel_postingorder_readers": pgettext_lazy(
        "audit", "reader of a posting order"
    ),
    "personnel_roundgroup_posts": pgettext_lazy("audit", "post of a group"),
    "personnel_selectionround_orders": pgettext_lazy(
        "audit", "posting order from a round"
    ),
}
"""Tables that have no name of their own, or another one than people use."""
COLUMNS: Words = {
    "alertlevel.level": pgettext_lazy("column", "Alert level"),
    "announced_at": pgettext_lazy("column", "Announced at"),
    "announced_by_id": pgettext_lazy("column", "Announced by"),
    "area_id": pgettext_lazy("column", "Area"),
    "back": pgettext_lazy("column", "Back on"),
    "back_id": pgettext_lazy("column", "Returned by posting"),
    "blocking": pgettext_lazy("column", "Blocking pairs"),
    "by_leader": pgettext_lazy("column", "Nominated by a leader"),
    "by_rule": pgettext_lazy("column", "By rule"),
    "change_reason": pgettext_lazy("column", "Reason for the change"),
    "chief_id": pgettext_lazy("column", "Chief"),
    "choice": pgettext_lazy("column", "Choice"),
    "closed_reason": pgettext_lazy("column", "Reason for taking it out"),
    "cut_end": pgettext_lazy("column", "End cut to"),
    "cut_id": pgettext_lazy("column", "Posting cut short"),
    "desired": pgettext_lazy("column", "Desired"),
    "dutyregime.hours": pgettext_lazy("column", "Duty hours"),
    "effect": pgettext_lazy("column", "Effect"),
    "endorsed_at": pgettext_lazy("column", "Endorsed at"),
    "endorsed_by_id": pgettext_lazy("column", "Endorsed by"),
    "endorsement": pgettext_lazy("column", "Endorsement"),
    "established_id": pgettext_lazy("column", "Established post"),
    "forget_on": pgettext_lazy("column", "Deleted on"),
    "former": pgettext_lazy("column", "Former data"),
    "former_until": pgettext_lazy("column", "Former data kept until"),
    "ground": pgettext_lazy("column", "Ground"),
    "joint": pgettext_lazy("column", "Joint choice"),
    "late_reason": pgettext_lazy("column", "Reason for the late entry"),
    "loses_id": pgettext_lazy("column", "Station that gives"),
    "made_id": pgettext_lazy("column", "Posting made"),
    "market": pgettext_lazy("column", "Figures of the match"),
    "met_on": pgettext_lazy("column", "Day of the meeting"),
    "missed": pgettext_lazy("column", "Not placed"),
    "nominated_at": pgettext_lazy("column", "Nominated at"),
    "nominated_by_id": pgettext_lazy("column", "Nominated by"),
    "officer_optimal": pgettext_lazy("column", "Best for officers"),
    "offset": pgettext_lazy("column", "Place in the pattern"),
    "one_id": pgettext_lazy("column", "First officer"),
    "open_posts": pgettext_lazy("column", "Posts left open"),
    "opened_at": pgettext_lazy("column", "Opened at"),
    "order_id": pgettext_lazy("column", "Posting order"),
    "origin_id": pgettext_lazy("column", "Post it came from"),
    "other_id": pgettext_lazy("column", "Other one"),
    "overdue_at": pgettext_lazy("column", "Overdue since"),
    "pattern": pgettext_lazy("column", "Pattern"),
    "place": pgettext_lazy("column", "Place"),
    "posting.kind": pgettext_lazy("column", "Kind of posting"),
    "postingline.kind": pgettext_lazy("column", "Kind of posting"),
    "ranked_at": pgettext_lazy("column", "Ranked at"),
    "ranked_by_id": pgettext_lazy("column", "Ranked by"),
    "ranks_until": pgettext_lazy("column", "Ranking until"),
    "relative_id": pgettext_lazy("column", "Relative"),
    "reminded": pgettext_lazy("column", "Reminded of"),
    "required": pgettext_lazy("column", "Required"),
    "result_id": pgettext_lazy("column", "Result"),
    "retired": pgettext_lazy("column", "Retired"),
    "roster_share": pgettext_lazy("column", "Share on the roster"),
    "round_id": pgettext_lazy("column", "Round of selection"),
    "seat_id": pgettext_lazy("column", "Station asked"),
    "silent_at": pgettext_lazy("column", "Silent at"),
    "standing_share": pgettext_lazy("column", "Share of standing work"),
    "to_id": pgettext_lazy("column", "Replies to"),
    "to_leader": pgettext_lazy("column", "For the leader"),
    "told_end": pgettext_lazy("column", "End told"),
    "turn": pgettext_lazy("column", "Turn"),
    "verdict": pgettext_lazy("column", "Verdict"),
    "visitor": pgettext_lazy("column", "Visitor"),
    "why": pgettext_lazy("column", "Why this match"),
    "wished_at": pgettext_lazy("column", "Choices handed in at"),
    "wishes_until": pgettext_lazy("column", "Choosing until"),
    "written_at": pgettext_lazy("column", "Written at"),
    "written_by_id": pgettext_lazy("column", "Written by"),
}
