"""Addresses of a station's plan and of owed time, in the namespace `coordination`."""

from django.urls import path

from coordination.views import owed, plan, plan_fields, plan_items

urlpatterns = [
    path("stations/<slug:code>/plan/", plan.station_plan, name="station_plan"),
    path("stations/<slug:code>/plan/begin/", plan.begin_plan, name="begin_plan"),
    path("plans/<int:pk>/force/", plan.plan_force, name="plan_force"),
    path("plans/<int:pk>/items/", plan.add_item, name="add_plan_item"),
    path("plans/<int:pk>/hours/", plan.plan_hours, name="plan_hours"),
    path("plans/items/<int:pk>/", plan_items.plan_item, name="plan_item"),
    path(
        "plans/items/<int:pk>/change/",
        plan_items.change_item,
        name="change_plan_item",
    ),
    path(
        "plans/items/<int:pk>/remove/",
        plan_items.remove_item,
        name="remove_plan_item",
    ),
    path("plans/items/<int:pk>/field/", plan_fields.plan_field, name="plan_field"),
    path("plans/items/<int:pk>/hold/", plan_items.hold_item, name="hold_plan_item"),
    path("owed/", owed.owed_time, name="owed_time"),
    path("owed/<int:pk>/", owed.owed, name="owed"),
    path("owed/<int:pk>/make-up/", owed.make_up, name="make_up"),
    path("owed/<int:pk>/let-go/", owed.let_go, name="let_go"),
]
