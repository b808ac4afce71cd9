"""The Celery application: workers run the checks that the dispatcher hands out."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("yipan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
