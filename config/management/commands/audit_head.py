"""`manage.py audit_head`: the last seal as a code to write down."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.safety import auditing
from config.supervisor import services
from organization.models import AuditSeal
from organization.sealed.chain import code


class Command(BaseCommand):
    help = (
        "Seal what was noted and print the last seal: its moment and its code. Copied "
        "elsewhere, it shows later whether anything up to it was changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--begin-anew",
            action="store_true",
            help="set the codes aside that were copied so far: after a restore that "
            "lost what came last",
        )

    def handle(self, *_: Any, begin_anew: bool, **__: Any) -> None:
        with services.running():
            now = timezone.now()
            if begin_anew:
                self.stdout.write(f"set aside: {auditing.begin_anew(now)}")
            auditing.seal(now)
            last = AuditSeal.objects.order_by("-number").first()
        if last is None:
            self.stdout.write("No seal yet / 尚无封存")
            return
        at = timezone.localtime(last.at)
        self.stdout.write(f"{at:%Y-%m-%d %H:%M:%S} {code(last.number, last.digest)}")
