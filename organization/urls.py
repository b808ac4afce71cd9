"""Signing in, the policy, the audit trail."""

from django.urls import path

from organization import trail_pages, views

app_name = "organization"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("persona/", views.persona, name="persona"),
    path("permissions/", views.policy, name="policy"),
    path("audit/", trail_pages.audit_trail, name="audit"),
    path("audit/changes/", trail_pages.row_changes, name="audit_changes"),
]
