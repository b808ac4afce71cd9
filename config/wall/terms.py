"""The words that policies are written in: pieces of SQL.

Who asks is read from settings (`organization.wall`) in sub-selects without a row of
their own, so that PostgreSQL looks once per statement and not once per row. What is
looked for in another table is looked for in a view of bare ids that belongs to the
owner, so that no second policy has to be passed on the way.
"""

from __future__ import annotations

VIEWS = {
    "wall_bureau": "SELECT id, path, parent_id FROM organization_bureau",
    "wall_department": "SELECT id, bureau_id FROM organization_department",
    "wall_station": "SELECT id, bureau_id FROM organization_station",
    "wall_officer": "SELECT id, user_id FROM personnel_officer",
    "wall_directive": (
        "SELECT id, department_id, own_station_id, reserved, approver_id, state"
        " FROM tasking_directive"
    ),
    "wall_assignment": (
        "SELECT id, directive_id, station_id, department_id FROM tasking_assignment"
    ),
    "wall_party": "SELECT directive_id, department_id FROM tasking_directiveparty",
    "wall_notice": "SELECT id, department_id FROM tasking_notice",
    "wall_receipt": "SELECT id, notice_id, station_id FROM tasking_noticereceipt",
    "wall_line": "SELECT id, station_id FROM budget_line",
    "wall_proposal_conflict": (
        "SELECT proposal_id, conflict_id FROM coordination_proposal_conflicts"
    ),
    "wall_proposal_party": (
        "SELECT proposal_id, department_id, station_id FROM coordination_proposalparty"
    ),
    "wall_leave_part": (
        "SELECT request_id, station_id, department_id FROM personnel_leavepart"
    ),
    "wall_order_reader": (
        "SELECT postingorder_id AS order_id, user_id"
        " FROM personnel_postingorder_readers"
    ),
    "wall_order_seat": "SELECT order_id, station_id FROM personnel_orderseat",
    "wall_round_officer": "SELECT id, round_id, officer_id FROM personnel_roundofficer",
    "wall_round_post": (
        "SELECT p.id, p.round_id, o.station_id, o.department_id FROM"
        " personnel_roundpost p JOIN personnel_post o ON o.id = p.post_id"
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
I_AM = f"(SELECT id FROM wall_officer WHERE user_id = {ME})"
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
    near = f"{department('up.department_id')} OR {of('over', 'up.department_id')}"
    joined = there("wall_party", f"up.directive_id = {directive} AND {department()}")
    return f"({there('tasking_directive', f'up.id = {directive} AND ({near})')} OR {joined})"


def passes(kind: str, *ways: str) -> str:
    """Everything for those who reach the whole force and while the wall is lifted,
    and what one of the ways leads to."""
    door = LIFTED if kind == "lifted" else flag(f"open_{kind}")
    return " OR ".join((door, *ways))
