from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaskingConfig(AppConfig):
    name = "tasking"
    verbose_name = _("Tasking")

    def ready(self) -> None:
        from tasking import (  # noqa: F401 - what others may ask
            attendance,
            closing,
            letters,
            letters_help,
            undoing,
        )
