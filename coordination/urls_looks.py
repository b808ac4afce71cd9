"""How the product looks, shown by itself."""

from django.urls import path

from coordination.views import gallery

urlpatterns = [path("gallery/", gallery.gallery, name="gallery")]
