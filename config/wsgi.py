"""Pages: plain WSGI with persistent database connections."""

import os

from django.core.wsgi import get_wsgi_application

from config import env
from config.forwarded import behind_proxies
from config.shedding import sheds_late
from config.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = behind_proxies(
    sheds_late(get_wsgi_application(), env.number("LONGEST_WAIT", default=2)),
    env.words("FORWARDED_ALLOW_IPS", default="127.0.0.1"),
)
warm()
