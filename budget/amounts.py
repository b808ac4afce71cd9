"""Amounts of money: yuan and fen, as decimals, rounded in one place only.

Nothing that people enter is rounded: more than two decimals are refused. What is
reckoned (heads × norm, days × norm) is rounded once per line, half up to the fen, and
sums are sums of rounded lines, so that a column adds up to what stands below it.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from organization.services.problems import Problems

# Commas stand between thousands or nowhere: «12,5» is not 125.
PLAIN = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?", re.ASCII)
FEN = Decimal("0.01")
MOST = Decimal("999999999999.99")
NOTHING = Decimal("0.00")


def written(text: str) -> str | None:
    """The number in what people write, such as «12,800.00», «１２８００» or «¥12800元»;
    None where there is none."""
    # Full-width digits and marks become the usual ones.
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("¥")
    plain = plain.removesuffix("元").replace(" ", "")
    return plain.replace(",", "") if PLAIN.fullmatch(plain) else None


def in_fen(amount: Decimal) -> Decimal:
    """With two decimals where it has no more; else as it is, to be refused."""
    if abs(amount) <= MOST and amount == amount.quantize(FEN):
        return amount.quantize(FEN)
    return amount


def check(problems: Problems, field: str, amount: Decimal | None) -> Decimal:
    """The amount with two decimals; what is none is told beside the field."""
    if amount is None:
        problems.add(field, _("This must be filled in."))
    elif not amount.is_finite() or amount <= 0:
        problems.add(field, _("An amount is more than nothing."))
    elif amount > MOST:
        problems.add(field, _("This is more than can be entered."))
    elif amount != amount.quantize(FEN):
        problems.add(field, _("At most two decimals: yuan and fen."))
    else:
        return amount.quantize(FEN)
    return NOTHING


def check_not_negative(
    problems: Problems, field: str, amount: Decimal | None
) -> Decimal:
    """As above, where nothing is an amount too."""
    if amount is not None and amount == 0:
        return NOTHING
    if amount is not None and amount.is_finite() and amount < 0:
        problems.add(field, _("This is not negative."))
        return NOTHING
    return check(problems, field, amount)


def rounded(exact: Fraction) -> Decimal:
    """Half up to the fen; `exact` is not negative."""
    fen = (exact * 100 + Fraction(1, 2)) // 1
    return Decimal(fen).scaleb(-2).quantize(FEN, ROUND_HALF_UP)


def share_of(part: Decimal, of: Decimal) -> Fraction | None:
    """None of nothing."""
    return Fraction(part) / Fraction(of) if of else None


def fen_of(share: Fraction | None) -> Decimal | None:
    """So much of one yuan, rounded down: what is less than a yuan does not read as
    one."""
    return None if share is None else Decimal(share * 100 // 1).scaleb(-2)
