"""What stations spent and what tasks cost them: namespace `coordination`."""

from django.urls import path

from coordination.views import costs, paying, spending, spending_files

_station = "money/stations/<slug:code>/expenses"
urlpatterns = [
    path(f"{_station}/", spending.expenses, name="expenses"),
    path(f"{_station}.xlsx", spending_files.expenses_file, name="expenses_file"),
    path(f"{_station}/list/", spending_files.spent_file, name="spent_file"),
    path(f"{_station}/repaid/", spending.repay_expenses, name="repay_expenses"),
    path(f"{_station}/table/", spending_files.import_expenses, name="import_expenses"),
    path(
        f"{_station}/table/apply/",
        spending_files.apply_expenses,
        name="apply_expenses",
    ),
    path(
        "money/expenses/<int:pk>/take-back/",
        spending.take_back_spent,
        name="take_back_spent",
    ),
    path(
        "money/expenses/<int:pk>/files/<int:file>/",
        spending.expense_file,
        name="expense_file",
    ),
    path("money/repayments/<int:pk>/undo/", spending.undo_repaid, name="undo_repaid"),
    path("money/directives/", costs.task_costs, name="task_costs"),
    path("money/directives.xlsx", costs.task_costs_file, name="task_costs_file"),
    path("money/directives/<int:pk>/", costs.task_cost, name="task_cost"),
    path("money/disbursements/<int:pk>/directive/", paying.paid_task, name="paid_task"),
    path("directives/<int:pk>/cost/", costs.directive_cost, name="directive_cost"),
]
