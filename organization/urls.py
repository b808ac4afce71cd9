"""Signing in, the policy, the audit trail."""

from django.urls import path

from organization import oidc_pages, second, trail_pages, views

app_name = "organization"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/second/", second.second_step, name="second_step"),
    path("sign-in/certificate/", views.certificate, name="certificate"),
    path("sign-in/service/", oidc_pages.begin, name="oidc_begin"),
    path("sign-in/service/back/", oidc_pages.back, name="oidc_back"),
    path("sign-in/service/leave/", oidc_pages.leave, name="oidc_leave"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("persona/", views.persona, name="persona"),
    path("permissions/", views.policy, name="policy"),
    path("audit/", trail_pages.audit_trail, name="audit"),
    path("audit/changes/", trail_pages.row_changes, name="audit_changes"),
]
