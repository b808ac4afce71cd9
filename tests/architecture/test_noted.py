"""Every table is noted when its rows change, or there is a reason why not."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db

_CHECK = "written by the check from what is noted, thousands at a time"
_TRAIL = "the trail itself: sealed, and only added to"
_MACHINE = "how the machine's own work goes: no person, nothing that binds"
_OWN = "one person's own mark, which is no one else's business"
_LEDGER = "sums and legs that triggers write from noted entries; read-only for all"
_DJANGO = "the framework's own; holds nothing of ours"

NOT_NOTED = {
    "organization_auditevent": _TRAIL,
    "organization_rowchange": _TRAIL,
    "organization_auditseal": _TRAIL,
    "organization_introduction": _OWN,
    "organization_accountsession": "who is signed in; signing in and out are acts",
    "organization_signincount": "tries within a quarter of an hour; locks are acts",
    "organization_safetyrun": _MACHINE,
    "desk_bulkrun": "what was done to each row stands in that row's own table",
    "desk_bulkrow": "what was done to each row stands in that row's own table",
    "desk_filecontent": "only added to, under the digest of its own bytes",
    "desk_inboxitem": "what one person was told or read is no one else's business",
    "desk_letterchoice": _OWN,
    "desk_outgoingmail": "letters on their way out",
    "desk_job": _MACHINE,
    "desk_jobinput": _MACHINE,
    "desk_sentform": "a form on its way; what it does is noted where it is done",
    "desk_duejob": _MACHINE,
    "desk_idempotencykey": _MACHINE,
    "desk_throttlecount": _MACHINE,
    "desk_savedview": _OWN,
    "desk_listchoice": _OWN,
    "desk_takenfile": "copies that are forgotten after a day; who took them is an act",
    "desk_undoable": "what may be taken back for half an hour; taking back is an act",
    "personnel_import": "a table as it was handed in; what it enters is noted",
    "personnel_importline": "a table as it was handed in; what it enters is noted",
    "tasking_directivetarget": "a draft's; what is issued is noted station by station",
    "tasking_formreminder": _MACHINE,
    "tasking_formlook": _OWN,
    "budget_balance": _LEDGER,
    "budget_delivery": _LEDGER,
    "budget_leg": _LEDGER,
    "coordination_conflict": _CHECK,
    "coordination_dirtystation": _CHECK,
    "coordination_stationstate": _CHECK,
    "coordination_stationcapacity": _CHECK,
    "coordination_stationprofile": _CHECK,
    "coordination_stationweeks": _CHECK,
    "coordination_relief": _CHECK,
    "coordination_relieflook": _CHECK,
    "coordination_duplicatepair": _CHECK,
    "coordination_duplicatestation": _CHECK,
    "coordination_duplicatelook": _CHECK,
    "coordination_sweepchunk": _MACHINE,
    "auth_permission": _DJANGO,
    "auth_group": _DJANGO,
    "auth_group_permissions": _DJANGO,
    "django_content_type": _DJANGO,
    "django_session": "who is signed in; signing in and out are acts",
}
"""Table -> why nobody notes what changes in it."""

_TRIGGERS = """
SELECT c.relname, t.tgname, t.tgenabled, p.prosecdef, t.tgargs
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE p.proname = 'organization_note_rows'
"""


def tables() -> dict[str, type]:
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def noted() -> dict[str, dict[str, list[str]]]:
    """Table -> trigger -> [key, masked, passed]."""
    found: dict[str, dict[str, list[str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        for table, name, enabled, definer, given in cursor.fetchall():
            assert enabled == "O" and definer, table
            words = bytes(given).decode().split("\0")[:3]
            found.setdefault(table, {})[name] = words
    return found


def test_every_table_is_noted_or_there_is_a_reason() -> None:
    silent = set(tables()) - set(noted()) - set(NOT_NOTED)
    assert not silent, "note_rows() in a migration, or a reason here"
    assert not set(NOT_NOTED) & set(noted())
    assert set(NOT_NOTED) <= set(tables()), "no such table any more"


def test_each_of_them_is_noted_whatever_is_done() -> None:
    wanted = {"note_insert", "note_update", "note_delete"}
    assert {t: set(n) for t, n in noted().items() if set(n) != wanted} == {}


def test_the_columns_that_are_named_are_there() -> None:
    """The key is the table's; a column that was renamed would no longer be masked."""
    for table, triggers in noted().items():
        meta = tables()[table]._meta
        with connection.cursor() as cursor:  # some are reckoned, and no model has them
            described = connection.introspection.get_table_description(cursor, table)
        columns = {column.name for column in described}
        for key, masked, passed in triggers.values():
            assert key == meta.pk.column, table
            assert set(filter(None, f"{masked},{passed}".split(","))) <= columns, table


def test_what_few_may_read_is_masked_everywhere() -> None:
    """Names of columns that hold secrets, or are personal wherever they stand."""
    private = {"password", "digest", "phone", "kin_phone", "kin_name", "police_number"}
    shown = {
        "coordination_leaderssnapshot",
        "budget_statement",
        "personnel_roundresult",
    }
    for table, triggers in noted().items():
        columns = {field.column for field in tables()[table]._meta.concrete_fields}
        for _key, masked, _passed in triggers.values():
            bare = columns & private - set(masked.split(","))
            assert not bare or table in shown, (table, bare)
