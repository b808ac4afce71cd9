"""Accounts: everybody's for who keeps them; one's own sessions and password."""

from django.urls import path

from desk.accounts import factors, own, roles, views

urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/new/", roles.new_account, name="new_account"),
    path("accounts/units/", roles.units, name="account_units"),
    path("accounts/<int:pk>/roles/", roles.grant, name="grant_role"),
    path("accounts/roles/<int:pk>/end/", roles.end_held, name="end_role"),
    path("accounts/address/lift/", views.lift_address, name="lift_address"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/lift/", views.lift_account, name="lift_account"),
    path(
        "accounts/<int:pk>/sessions/end/",
        views.end_account_sessions,
        name="end_account_sessions",
    ),
    path("accounts/<int:pk>/block/", views.block_account, name="block_account"),
    path(
        "accounts/<int:pk>/password/",
        views.give_one_time_password,
        name="give_password",
    ),
    path("sessions/", own.sessions, name="sessions"),
    path("sessions/others/end/", own.end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:pk>/end/", own.end_session, name="end_session"),
    path("password/", own.password, name="password"),
    path("second/", factors.factors, name="factors"),
    path("second/app/", factors.add_totp, name="add_totp"),
    path("second/key/", factors.add_passkey, name="add_passkey"),
    path("second/certificate/", factors.bind, name="bind_certificate"),
    path(
        "second/certificate/<int:pk>/revoke/", factors.revoke, name="revoke_certificate"
    ),
    path("second/codes/", factors.codes, name="renew_codes"),
    path("second/<int:pk>/remove/", factors.remove, name="remove_factor"),
    path("accounts/<int:pk>/reset/", views.ask_factor_reset, name="ask_reset"),
    path("accounts/reset/<int:pk>/", views.answer_factor_reset, name="answer_reset"),
]
