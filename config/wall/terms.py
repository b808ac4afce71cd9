"""The words that policies are written in: pieces of SQL.

Who asks is read from settings (`organization.wall`) once per statement, while it is
planned, and not once per row. What is looked for in another table is looked for in a
view of bare ids that belongs to the owner, so that no second policy has to be passed
on the way.
"""

from __future__ import annotations

from typing import NamedTuple

from config.wall.ways import by, within

VIEWS = {
    "wall_bureau": "SELECT id, path, parent_id FROM organization_bureau",
    "wall_department": "SELECT id, bureau_id FROM organization_department",
    "wall_station": "SELECT id, bureau_id FROM organization_station",
    "wall_officer": "SELECT id, user_id FROM personnel_officer",
    "wall_posted": (
        "SELECT officer_id, station_id, department_id FROM personnel_posting"
    ),
    "wall_home": (
        "SELECT p.officer_id, p.station_id, s.bureau_id"
        " FROM personnel_posting p JOIN organization_station s ON s.id = p.station_id"
        " UNION ALL SELECT p.officer_id, NULL, d.bureau_id FROM personnel_posting p"
        " JOIN organization_department d ON d.id = p.department_id UNION ALL"
        " SELECT o.officer_id, NULL, r.bureau_id FROM personnel_roundofficer o"
        " JOIN personnel_selectionround r ON r.id = o.round_id"
    ),
    "wall_praised": (
        "SELECT officer_id, station_id, bureau_id, nominated_by_id,"
        " state = 'published' AS published FROM personnel_commendation"
    ),
    "wall_leave": "SELECT id, officer_id, asked_by_id FROM personnel_leaverequest",
    "wall_leave_part": (
        "SELECT request_id, station_id, department_id FROM personnel_leavepart"
    ),
    "wall_order_reader": (
        "SELECT postingorder_id AS order_id, user_id"
        " FROM personnel_postingorder_readers"
    ),
    "wall_order_seat": "SELECT order_id, station_id FROM personnel_orderseat",
    "wall_round": "SELECT id, bureau_id FROM personnel_selectionround",
    "wall_round_officer": "SELECT id, round_id, officer_id FROM personnel_roundofficer",
    "wall_round_post": (
        "SELECT p.id, p.round_id, o.station_id, o.department_id FROM"
        " personnel_roundpost p JOIN personnel_post o ON o.id = p.post_id"
    ),
    "wall_directive": (
        "SELECT id, department_id, reserved, approver_id FROM tasking_directive"
    ),
    "wall_assignment": "SELECT directive_id, station_id FROM tasking_assignment",
    "wall_party": "SELECT directive_id, department_id FROM tasking_directiveparty",
    "wall_twin": (
        "SELECT p.first_id AS directive_id, d.department_id"
        " FROM coordination_duplicatepair p"
        " JOIN tasking_directive d ON d.id = p.second_id UNION ALL"
        " SELECT p.second_id, d.department_id FROM coordination_duplicatepair p"
        " JOIN tasking_directive d ON d.id = p.first_id"
    ),
    "wall_doubled": ("SELECT pair_id, station_id FROM coordination_duplicatestation"),
    "wall_twin_at": (
        "SELECT s.second_id AS assignment_id, d.department_id"
        " FROM coordination_duplicatestation s"
        " JOIN tasking_assignment a ON a.id = s.first_id"
        " JOIN tasking_directive d ON d.id = a.directive_id UNION ALL"
        " SELECT s.first_id, d.department_id FROM coordination_duplicatestation s"
        " JOIN tasking_assignment a ON a.id = s.second_id"
        " JOIN tasking_directive d ON d.id = a.directive_id"
    ),
    "wall_notice": "SELECT id, department_id FROM tasking_notice",
    "wall_receipt": "SELECT id, notice_id, station_id FROM tasking_noticereceipt",
    "wall_proposed": (
        "SELECT p.id AS proposal_id, c.station_id, c.departments"
        " FROM coordination_proposal p"
        " JOIN coordination_conflict c ON c.id = p.conflict_id UNION ALL"
        " SELECT l.proposal_id, c.station_id, c.departments"
        " FROM coordination_proposal_conflicts l"
        " JOIN coordination_conflict c ON c.id = l.conflict_id"
    ),
    "wall_proposal_party": (
        "SELECT proposal_id, department_id, station_id FROM coordination_proposalparty"
    ),
}
"""Bare ids for policies to look in; the pages know nothing of them."""
_TOLD = "current_setting('wall.' || name, true)"
FUNCTIONS = {
    "wall_ids(name text) RETURNS bigint[]": f"nullif({_TOLD}, '')::bigint[]",
    "wall_id(name text) RETURNS bigint": f"nullif({_TOLD}, '')::bigint",
    "wall_texts(name text) RETURNS varchar[]": f"nullif({_TOLD}, '')::varchar[]",
    "wall_has(name text) RETURNS boolean": (
        f"coalesce({_TOLD}, '') NOT IN ('', '{{}}')"
    ),
    "wall_open(name text) RETURNS boolean": (
        "coalesce(current_setting('wall.open_lifted', true) = '1'"
        " OR current_setting('wall.open_' || name, true) = '1', false)"
    ),
}
"""What is told, as values. They call themselves immutable, so that they are read when
a statement is planned and the plan knows values: of a policy only what concerns who
asks is left. That holds as long as a plan is made for one statement alone, which
`organization.wall` sees to."""
KEPT = {
    "wall_kept() RETURNS boolean": (
        "coalesce(current_setting('wall.kept', true) = '1', false)"
    )
}
"""Is the plan one that outlives its statement?"""
LOOK = "(SELECT true FROM"
ME, I_AM = "wall_id('user')", "wall_id('officer')"


class Policy(NamedTuple):
    """The kind of reach that opens everything; what is said of the row by itself; what
    is looked for in tables with a policy of their own. Any of it will do."""

    door: str
    own: tuple[str, ...]
    linked: tuple[str, ...]


def given(condition: str, *names: str) -> str:
    """Not even planned where none of it was told."""
    told = " OR ".join(f"wall_has('{name}')" for name in names)
    return f"CASE WHEN {told} THEN {condition} ELSE false END"


def one_of(column: str, name: str) -> str:
    return given(f"{column} = ANY (wall_ids('{name}'))", name)


def role(name: str) -> str:
    return f"'{name}' = ANY (wall_texts('roles'))"


def mine(column: str = "user_id") -> str:
    return f"{column} = {ME}"


def station(column: str = "station_id") -> str:
    """Of a station one works at."""
    return one_of(column, "stations")


def department(column: str = "department_id") -> str:
    return one_of(column, "departments")


def at(kind: str, column: str = "station_id") -> str:
    """Of a station within a kind of reach."""
    return given(within(f"at_{kind}", column), kind)


def of(kind: str, column: str = "department_id") -> str:
    """Of a department within a kind of reach."""
    return given(within(f"of_{kind}", column), kind)


def there(table: str, condition: str) -> str:
    """Is there such a row? Of a table with a policy: one that may be seen. (EXISTS
    would be planned twice.)"""
    return " ".join((LOOK, table, "up WHERE", condition, "LIMIT 1)"))


def child(table: str, parent: str, column: str) -> str:
    """Whoever sees the parent sees the row."""
    return there(parent, f"up.id = {table}.{column}")


def asked_by(directive: str) -> str:
    """Of a task that HQ sees as its own: of the own department or joined by it, or of a
    department in reach. Its stations are not meant."""
    own = given(by("ordered", directive), "departments", "over")
    return f"{own} OR {joined(directive)}"


def joined(directive: str) -> str:
    """Of a task that an own department has joined."""
    return given(by("joined", directive), "departments")


def posted(officer: str) -> str:
    """Of an officer who is, was or will be posted where one sees the people."""
    return given(by("posted", officer), "stations", "head", "people")


def passes(door: str, *ways: str) -> Policy:
    """Everything for those who reach the whole force and while the wall is lifted,
    and what one of the ways leads to."""
    linked = tuple(way for way in ways if LOOK in way)
    return Policy(door, tuple(way for way in ways if way not in linked), linked)
