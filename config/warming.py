"""What the first pages of a process would wait for is done before it lets anybody in.

Views, addresses, both catalogues and all templates are read from the disk once: a
second and a half of processor time. At eight in the morning, and in every process that
begins anew under load, that was a queue of people who were asked to come back.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

log = logging.getLogger(__name__)


def warm() -> None:
    """Read all of it; templates are kept by their loader from now on."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("organization:sign_in")
    folder = settings.BASE_DIR / "templates"
    for path in folder.rglob("[!.]*.html"):
        try:
            get_template(str(path.relative_to(folder)))
        except (TemplateSyntaxError, UnicodeDecodeError):
            # Whoever opens that page hears of it; all others are let in.
            log.exception("a template cannot be read")
