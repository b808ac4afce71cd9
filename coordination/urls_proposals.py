"""Addresses of proposals."""

from django.urls import path

from coordination.views import delegations, negotiating, other_plans, proposals

urlpatterns = [
    path("delegations/", delegations.delegations, name="delegations"),
    path(
        "delegations/<int:pk>/end/", delegations.end_delegation, name="end_delegation"
    ),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/plans/", other_plans.other_plans, name="other_plans"),
    path(
        "proposals/<int:pk>/answer/",
        negotiating.answer_proposal,
        name="answer_proposal",
    ),
    path(
        "proposals/<int:pk>/broker/",
        negotiating.broker_proposal,
        name="broker_proposal",
    ),
    path(
        "proposals/<int:pk>/decide/",
        negotiating.decide_proposal,
        name="decide_proposal",
    ),
    path(
        "proposals/<int:pk>/withdraw/",
        negotiating.withdraw_proposal,
        name="withdraw_proposal",
    ),
    path(
        "proposals/<int:pk>/renew/", negotiating.renew_proposal, name="renew_proposal"
    ),
]
