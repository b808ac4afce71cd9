"""Pages about people: the establishment, officers."""

from django.urls import path

from personnel.views import (
    alerts,
    establishment,
    leave,
    leave_acts,
    officers,
    order_acts,
    orders,
    posts,
    requests,
    rosters,
)

app_name = "personnel"
urlpatterns = [
    path("establishment/", establishment.establishment, name="establishment"),
    path(
        "establishment/<slug:code>/",
        establishment.bureau_establishment,
        name="bureau_establishment",
    ),
    path(
        "establishment/<slug:code>/table.xlsx",
        establishment.establishment_file,
        name="establishment_file",
    ),
    path("units/<slug:code>/", establishment.unit, name="unit"),
    path("units/<slug:code>/posts/", posts.add_post, name="add_post"),
    path("posts/<int:pk>/", posts.change_post, name="change_post"),
    path("posts/<int:pk>/close/", posts.close_post, name="close_post"),
    path("officers/", officers.officers, name="officers"),
    path("officers/<int:pk>/", officers.officer, name="officer"),
    path("orders/", orders.orders, name="orders"),
    path("orders/new/", orders.new_order, name="new_order"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/lines/", order_acts.add_line, name="add_line"),
    path(
        "orders/<int:pk>/lines/<int:line>/remove/",
        order_acts.remove_line,
        name="remove_line",
    ),
    path("orders/<int:pk>/consult/", order_acts.consult_order, name="consult_order"),
    path("orders/<int:pk>/withdraw/", order_acts.withdraw_order, name="withdraw_order"),
    path("orders/<int:pk>/decide/", order_acts.decide_order, name="decide_order"),
    path("orders/<int:pk>/undo/", order_acts.undo_order, name="undo_order"),
    path("orders/<int:pk>/seats/<int:seat>/", order_acts.say, name="say"),
    path("orders/<int:pk>/words/<int:saying>/", order_acts.reply, name="reply"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<int:pk>/", requests.request_page, name="request"),
    path("requests/<int:pk>/answer/", requests.answer_request, name="answer_request"),
    path("units/<slug:code>/requests/", requests.new_request, name="new_request"),
    path("leave/", leave.leave_requests, name="leave_requests"),
    path("leave/new/", leave.ask_leave, name="ask_leave"),
    path("leave/<int:pk>/", leave.leave_request, name="leave_request"),
    path("leave/<int:pk>/approve/", leave_acts.approve_leave, name="approve_leave"),
    path("leave/<int:pk>/refuse/", leave_acts.refuse_leave, name="refuse_leave"),
    path("leave/<int:pk>/shorten/", leave_acts.shorten_leave, name="shorten_leave"),
    path(
        "leave/<int:pk>/take-back/",
        leave_acts.take_back_leave,
        name="take_back_leave",
    ),
    path("units/<slug:code>/roster/", rosters.roster, name="roster"),
    path("units/<slug:code>/roster/set/", rosters.set_roster, name="set_roster"),
    path("units/<slug:code>/roster/end/", rosters.end_roster, name="end_roster"),
    path("units/<slug:code>/roster/adopt/", rosters.adopt_share, name="adopt_share"),
    path("units/<slug:code>/hours/", rosters.hours, name="hours"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/end/", alerts.end_alert, name="end_alert"),
]
