"""The words that policies are written in: pieces of SQL.

Who asks is read from settings (`organization.wall`) in sub-selects without a row of
their own, so that PostgreSQL looks once per statement and not once per row. What is
looked for in another table is looked for in a view of bare ids that belongs to the
owner, so that no second policy has to be passed on the way.
"""

from __future__ import annotations

_AT = "LEFT JOIN organization_station s ON s.id = r.station_id"
_OF = "LEFT JOIN organization_department d ON d.id = r.department_id"
_UNIT = "r.station_id, r.department_id, coalesce(s.bureau_id, d.bureau_id) AS bureau_id"
VIEWS = {
    "wall_bureau": "SELECT id, path, parent_id FROM organization_bureau",
    "wall_department": "SELECT id, bureau_id FROM organization_department",
    "wall_station": "SELECT id, bureau_id FROM organization_station",
    "wall_officer": "SELECT id, user_id FROM personnel_officer",
    "wall_posted": (
        f"SELECT r.officer_id, {_UNIT} FROM personnel_posting r {_AT} {_OF}"
    ),
    "wall_leave": "SELECT id, officer_id, asked_by_id FROM personnel_leaverequest",
    "wall_leave_part": (
        f"SELECT r.request_id, {_UNIT} FROM personnel_leavepart r {_AT} {_OF}"
    ),
    "wall_order_reader": (
        "SELECT postingorder_id AS order_id, user_id"
        " FROM personnel_postingorder_readers"
    ),
    "wall_order_seat": "SELECT order_id, station_id FROM personnel_orderseat",
    "wall_round": "SELECT id, bureau_id FROM personnel_selectionround",
    "wall_round_officer": "SELECT id, round_id, officer_id FROM personnel_roundofficer",
    "wall_round_post": (
        "SELECT p.id, p.round_id, r.station_id, r.department_id FROM"
        " personnel_roundpost p JOIN personnel_post r ON r.id = p.post_id"
    ),
    "wall_directive": (
        "SELECT r.id, r.department_id, r.reserved, r.approver_id, d.bureau_id"
        f" FROM tasking_directive r {_OF}"
    ),
    "wall_assignment": (
        "SELECT r.directive_id, r.station_id, s.bureau_id"
        f" FROM tasking_assignment r {_AT}"
    ),
    "wall_party": "SELECT directive_id, department_id FROM tasking_directiveparty",
    "wall_notice": f"SELECT r.id, r.department_id, d.bureau_id FROM tasking_notice r {_OF}",
    "wall_receipt": (
        "SELECT r.id, r.notice_id, r.station_id, s.bureau_id"
        f" FROM tasking_noticereceipt r {_AT}"
    ),
    "wall_proposal_conflict": (
        "SELECT proposal_id, conflict_id FROM coordination_proposal_conflicts"
    ),
    "wall_proposal_party": (
        "SELECT proposal_id, department_id, station_id FROM coordination_proposalparty"
    ),
}
"""Bare ids for policies to look in; the pages know nothing of them."""


def flag(name: str) -> str:
    return f"(SELECT current_setting('yipan.{name}', true) = '1')"


def array(name: str, of: str = "bigint") -> str:
    """An empty setting is no array; NULL meets nothing."""
    found = f"SELECT nullif(current_setting('yipan.{name}', true), '')::{of}[]"
    return f"(({found})::{of}[])"


ME = "(SELECT nullif(current_setting('yipan.user', true), '')::bigint)"
I_AM = "(SELECT nullif(current_setting('yipan.officer', true), '')::bigint)"
LIFTED = flag("lifted")


def one_of(column: str, name: str) -> str:
    return f"{column} = ANY {array(name)}"


def role(name: str) -> str:
    return f"(SELECT '{name}' = ANY {array('roles', 'text')})"


def mine(column: str = "user_id") -> str:
    return f"{column} = {ME}"


def station(column: str = "station_id") -> str:
    """Of a station one works at."""
    return one_of(column, "stations")


def department(column: str = "department_id") -> str:
    return one_of(column, "departments")


def at(kind: str, column: str = "station_id") -> str:
    """Of a station within a kind of reach."""
    inside = f"SELECT id FROM wall_station WHERE {one_of('bureau_id', kind)}"
    return f"{column} IN ({inside})"


def of(kind: str, column: str = "department_id") -> str:
    """Of a department within a kind of reach."""
    inside = f"SELECT id FROM wall_department WHERE {one_of('bureau_id', kind)}"
    return f"{column} IN ({inside})"


def there(table: str, condition: str) -> str:
    """Is there such a row? Of a table with a policy: one that may be seen. (EXISTS
    would be planned twice.)"""
    return f"(SELECT true FROM {table} up WHERE {condition} LIMIT 1)"


def child(table: str, parent: str, column: str) -> str:
    """Whoever sees the parent sees the row."""
    return there(parent, f"up.id = {table}.{column}")


def asked_by(directive: str) -> str:
    """Of a task that HQ sees as its own: of the own department or joined by it, or of a
    department in reach. Its stations are not meant."""
    near = f"{department('up.department_id')} OR {one_of('up.bureau_id', 'over')}"
    told = f"NOT up.reserved OR {department('up.department_id')}"
    kept = f"up.id = {directive} AND ({near}) AND ({told} OR {mine('up.approver_id')})"
    joined = f"up.directive_id = {directive} AND {department('up.department_id')}"
    return f"{there('wall_directive', kept)} OR {there('wall_party', joined)}"


def posted(officer: str) -> str:
    """Of an officer who is, was or will be posted where one sees the people."""
    near = (
        station("up.station_id"),
        one_of("up.department_id", "head"),
        one_of("up.bureau_id", "people"),
    )
    return there("wall_posted", f"up.officer_id = {officer} AND ({' OR '.join(near)})")


def passes(kind: str, *ways: str) -> str:
    """Everything for those who reach the whole force and while the wall is lifted,
    and what one of the ways leads to."""
    door = LIFTED if kind == "lifted" else flag(f"open_{kind}")
    return " OR ".join((door, *ways))
