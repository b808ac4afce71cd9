"""The doors of plans, owed time and the share. Read as `tests.permissions.table`."""

from __future__ import annotations

TABLE = """
# --- a station's plan of the year
coordination:station_plan(station) GET
    3334 3334 ...4 ...4 .4.4 .4.4 3334 3334 3334 4 4 4 4 s
coordination:begin_plan(station) POST
    3334 3334 3334 3334 .4.4 3434 3334 3334 3334 4 4 4 4 s
api:stationplan-list GET
    . . . . . . . . . . . . . s
api:stationplan-list POST
    . . . . . . . . . . . . . s
coordination:plan_item(plan_item) GET
api:stationplan-detail(plan) GET
    4 4 ...4 ...4 .4.4 .4.4 4 4 4 4 4 4 4 s
coordination:plan_force(plan) POST
coordination:add_plan_item(plan) POST
coordination:change_plan_item(plan_item) POST
coordination:plan_field(plan_item) GET POST
coordination:remove_plan_item(plan_item) POST
coordination:hold_plan_item(plan_item) POST
api:stationplan-items(plan) POST
api:stationplan-force(plan) POST
    4 4 3334 3334 .4.4 3434 4 4 4 4 4 4 4 s
coordination:plan_hours(plan) POST
api:stationplan-hours(plan) POST
    4 4 3334 3334 .4.4 .4.4 4 4 4 4 4 4 4 s

# --- protected time that orders took
coordination:owed_time GET
    . . . . . . 3 3 3 3 3 3 3 s
api:owedtime-list GET
    . . . . . . . . . . . . . s
coordination:owed(owed) GET
api:owedtime-detail(owed) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 4 4 4 4 4 s
coordination:make_up(owed) POST
coordination:let_go(owed) POST
api:owedtime-make-up(owed) POST
api:owedtime-let-go(owed) POST
    3344 3344 3334 3334 .4.4 3434 4 4 4 4 4 4 4 s

# --- outside police duties
coordination:remit_share GET
    3 3 . . . . 3 3 3 3 3 3 3 s
coordination:route_report(remit) POST
api:remitreport-route(remit) POST
    3344 3344 ...4 ...4 3434 3434 4 4 4 4 4 4 4 s
"""
