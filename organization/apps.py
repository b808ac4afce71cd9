from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class OrganizationConfig(AppConfig):
    name = "organization"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        """Every connection tells the database who acts; who is kept out is noted."""
        from organization import identity, refusing

        connection_created.connect(identity.name_actors)
        user_login_failed.connect(refusing.note_failed_sign_in)
