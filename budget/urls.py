"""Pages about money."""

from django.urls import include, path

from budget.views import (
    closing,
    disbursements,
    exchange,
    fees,
    norms,
    spending,
    statements,
    stations,
    taking,
    years,
)

app_name = "budget"
urlpatterns = [
    path("", years.money, name="money"),
    path("bureaus/<slug:code>/", years.bureau_money, name="bureau"),
    path("bureaus/<slug:code>/stations.xlsx", years.bureau_file, name="bureau_file"),
    path("bureaus/<slug:code>/close/", closing.close_bureau_year, name="close_year"),
    path("bureaus/<slug:code>/correct/", closing.correct_all, name="correct_all"),
    path("bureaus/<slug:code>/norms/", norms.norms, name="norms"),
    path("", include("budget.urls_reports")),
    path("bureaus/<slug:code>/fees/", fees.fees, name="fees"),
    path("bureaus/<slug:code>/money.xlsx", taking.bureau_book, name="bureau_book"),
    path("stations/<slug:code>/money.xlsx", taking.station_book, name="station_book"),
    path("bureaus/<slug:code>/import/", exchange.hand_in_file, name="hand_in"),
    path(
        "bureaus/<slug:code>/import/empty.xlsx",
        exchange.template_file,
        name="empty_file",
    ),
    path("imports/<int:pk>/", exchange.import_page, name="import"),
    path("imports/<int:pk>/marked.xlsx", exchange.marked_file, name="marked_file"),
    path("imports/<int:pk>/confirm/", exchange.confirm, name="confirm_import"),
    path("imports/<int:pk>/cancel/", exchange.cancel, name="cancel_import"),
    path("imports/<int:pk>/again/", exchange.again, name="judge_again"),
    path(
        "bureaus/<slug:code>/expenses/",
        spending.bureau_expenses,
        name="bureau_expenses",
    ),
    path(
        "bureaus/<slug:code>/expenses.xlsx",
        spending.bureau_expenses_file,
        name="bureau_expenses_file",
    ),
    path("stations/<slug:code>/fees/", fees.station_fees, name="station_fees"),
    path("stations/<slug:code>/rules/<int:pk>/view/", fees.rule_view, name="rule_view"),
    path("stations/<slug:code>/", stations.station_money, name="station"),
    path(
        "stations/<slug:code>/payments/list/",
        taking.payments_file,
        name="payments_file",
    ),
    path(
        "stations/<slug:code>/allocations/list/",
        taking.allocations_file,
        name="allocations_file",
    ),
    path("stations/<slug:code>/allocate/", stations.allocate_money, name="allocate"),
    path(
        "stations/<slug:code>/statements/<int:year>/",
        statements.statement,
        name="statement",
    ),
    path(
        "stations/<slug:code>/statements/<int:year>/correct/",
        statements.correct,
        name="correct_statement",
    ),
    path("lines/<int:pk>/prepare/", stations.prepare_payment, name="prepare"),
    path("disbursements/<int:pk>/", disbursements.disbursement, name="disbursement"),
    *(
        path(
            f"disbursements/<int:pk>/{name.replace('_', '-')}/",
            disbursements.act,
            {"name": name},
            name=name,
        )
        for name in disbursements.ACTS
    ),
    path(
        "disputes/<int:pk>/files/<int:file>/",
        disbursements.dispute_file,
        name="dispute_file",
    ),
    path(
        "entries/<int:pk>/take-back/", disbursements.take_back_entry, name="take_back"
    ),
]
