"""How full the weeks of all stations are."""

from django.urls import path

from coordination.views import heat

urlpatterns = [path("heat/", heat.heat, name="heat")]
