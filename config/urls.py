"""Every address of the site."""

from django.urls import include, path

from config import problems
from coordination.views import health, home, metrics

handler400 = "config.problems.bad_request"
handler500 = "config.unavailable.handler500"

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("organization.urls")),
    path("", include("desk.urls")),
    path("accounts/file/", include("personnel.urls_opening")),
    path("people/", include("personnel.urls")),
    path("money/", include("budget.urls")),
    path("", include("coordination.urls")),
    path("api/v1/", include("config.api_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("too-large/", problems.too_large, name="too_large"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
