"""Addresses of the interface for other systems."""

urlpatterns: list[object] = []
