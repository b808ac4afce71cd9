"""Addresses of the HQ pages."""

urlpatterns: list[object] = []
