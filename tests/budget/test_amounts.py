"""Amounts as people and other systems write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from rest_framework import serializers

from budget.api.shapes import Amount
from budget.forms.fields import AmountField

FIELD = AmountField("x")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        *(
            ("12,800.00", "12800.00"),
            ("12800元", "12800"),
            ("1,234,567.8", "1234567.8"),
        ),
        *(
            ("\uff11\uff12\uff18\uff10\uff10\uff0e\uff15", "12800.5"),
            ("¥ 9.50", "9.50"),
        ),
        *(
            ("\uff11\uff0c\uff12\uff13\uff14 元", "1234"),
            ("-1", "-1"),
            ("1.005", "1.005"),
        ),
    ],
)
def test_what_is_read(typed: str, amount: str) -> None:
    assert FIELD.clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        *("12,5", "1,2,3", "12,80", ",5", "1e3", "1_000", "NaN", "Infinity"),
        *("一万", "1.28万", "1 2 . 3 4 x", "--1", "1.2.3", "\u0661\u0662"),
    ],
)
def test_what_is_not_guessed_at(typed: str) -> None:
    """A comma for a point would be a hundred times the money."""
    with pytest.raises(forms.ValidationError):
        FIELD.clean(typed)


@pytest.mark.parametrize("sent", ["1e3", "1_000", "\uff11\uff12", " 12", "+1", "1,000"])
def test_other_systems_write_plain_figures(sent: str) -> None:
    with pytest.raises(serializers.ValidationError):
        Amount().run_validation(sent)
