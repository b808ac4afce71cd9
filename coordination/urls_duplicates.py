"""Tasks that ask twice, and the offers to make them one."""

from django.urls import path

from coordination.views import duplicates, join_offers

urlpatterns = [
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/join/", duplicates.join_duplicate, name="join_duplicate"),
    path(
        "duplicates/<int:pk>/dismiss/",
        duplicates.dismiss_duplicate,
        name="dismiss_duplicate",
    ),
    path("duplicates/<int:pk>/offer/", join_offers.offer_join, name="offer_join"),
    path(
        "duplicates/offers/<int:pk>/accept/",
        join_offers.accept_offer,
        name="accept_offer",
    ),
    path(
        "duplicates/offers/<int:pk>/decline/",
        join_offers.decline_offer,
        name="decline_offer",
    ),
    path(
        "duplicates/offers/<int:pk>/take-back/",
        join_offers.take_back_offer,
        name="take_back_offer",
    ),
]
