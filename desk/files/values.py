"""Single values of a file: codes and numbers. Each refusal has a code."""

from __future__ import annotations

from decimal import Decimal

TEXT = 200


class BadValueError(ValueError):
    """A value was refused; the message is the problem's code."""


class Unreadable:
    """A value no field accepts: NaN, Infinity, a spreadsheet's #REF!.

    ``code`` names the reason if it is another than the field's own.
    """

    def __init__(self, written: str, code: str = "") -> None:
        self._written = written
        self.code = code

    def __str__(self) -> str:
        return self._written


def text(raw: object) -> str:
    """A code, name or id; whole numbers are read as their digits."""
    known(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, Decimal) and raw == raw.to_integral_value():
        if raw.adjusted() >= TEXT:  # 1e999999999 would be written out for minutes
            raise BadValueError("too_long")
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise BadValueError("not_text")
    value = raw if isinstance(raw, str) else _digits(raw)
    if not value.strip():
        raise BadValueError("empty")
    if len(value) > TEXT:
        raise BadValueError("too_long")
    return value


def _digits(raw: int) -> str:
    if abs(raw) >= 10**TEXT:
        raise BadValueError("too_long")
    return str(raw)


def number(raw: object) -> Decimal:
    """A finite number, exactly as written."""
    known(raw)
    if isinstance(raw, bool):
        raise BadValueError("not_a_number")
    if isinstance(raw, float):
        # A spreadsheet stores 0.1 + 0.2; nine decimals are more than it shows.
        raw = Decimal(repr(round(raw, 9)))
    if isinstance(raw, int):
        if abs(raw) > 10**18:
            raise BadValueError("too_large")
        return Decimal(raw)
    if not isinstance(raw, Decimal):
        raise BadValueError("not_a_number")
    if not raw.is_finite():
        raise BadValueError("not_a_number")
    if raw and raw.adjusted() > TEXT:  # 1e999999999 is a number no sum can hold
        raise BadValueError("too_large")
    return raw


def within(raw: object, most: int) -> Decimal:
    """A number from nought to ``most``."""
    value = number(raw)
    if value < 0:
        raise BadValueError("negative")
    if value > most:
        raise BadValueError("too_large")
    return value


def whole(value: Decimal) -> int:
    """A number without a fraction."""
    if value != value.to_integral_value():
        raise BadValueError("not_whole")
    return int(value)


def known(raw: object) -> None:
    """Refuse a value that is known to be unreadable, for its own reason."""
    if isinstance(raw, Unreadable) and raw.code:
        raise BadValueError(raw.code)
