from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Letters about accounts, long work and about data safety can be read."""
        import_module("desk.account_letters")
        import_module("desk.job_letters")
        import_module("desk.safety_letters")
