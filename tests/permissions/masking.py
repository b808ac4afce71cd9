"""Whose officers' numbers and telephones a persona may read: who keeps the people, or
leads them. Everybody else does without."""

from __future__ import annotations

import re

NUMBER = re.compile(r"(?<![\d-])0[1-3]000[1-6](?!\d)")
"""Police numbers of `tests.factories`."""
PHONE = "1380000"
"""All telephones of the world begin so, see `tests.permissions.people.reached`."""
MASKED = "****"
NUMBERS_FOR = {"leader", "personnel_admin", "chief_a1", "officer_a1"}
PHONES_FOR = {"personnel_admin", "chief_a1"}


def unmasked(persona: str, text: str) -> list[str]:
    """Personal data in a text that the persona has no need of."""
    found = [] if persona in NUMBERS_FOR else NUMBER.findall(text)
    if persona not in PHONES_FOR and PHONE in text:
        at = text.index(PHONE)
        found.append(text[at : at + 11])
    return found
