"""The Celery application: workers run the checks that the dispatcher hands out."""

import os
from typing import Any

import redis
from celery import Celery, signals
from kombu.transport.redis import Channel, Transport

from organization import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class SteadyChannel(Channel):
    """A channel that says so when its connection is gone.

    Where Redis dies while a task runs, kombu wants to acknowledge or hand back the
    message on a channel that is closed already and asks nobody for an address: the
    error is none it expects, and the worker ends. As a connection error it is met by
    the same endless tries as any other. The message is not needed: what is not done
    is dirty still, and the dispatcher hands it out again.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise redis.ConnectionError("the channel is closed")
        usual: Any = super()  # kombu's own methods have no types
        found: dict[str, Any] = usual._connparams(asynchronous)
        return found


Transport.Channel = SteadyChannel

app = Celery("yipan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

NUMBER = "yipan_request"


def _send_number(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """A task carries the number of what asked for it; by the clock it gets one."""
    if headers is not None:
        headers[NUMBER] = tracing.current_request() or tracing.new_request()


def _take_number(task: Any = None, **_: Any) -> None:
    number = str(getattr(task.request, NUMBER, None) or "")
    tracing.begin(tracing.accepted(number), task.name)


def _drop_number(**_: Any) -> None:
    tracing.end()


signals.before_task_publish.connect(_send_number)
signals.task_prerun.connect(_take_number)
signals.task_postrun.connect(_drop_number)
