"""What a password may not be, besides too short: known, about its owner, or a walk.

Length and a list of bad ones are what keeps guessers out (OWASP ASVS 5.0, 6.2). Rules
of composition and a date of expiry are asked for by GB/T 22239-2019 and stand behind
PASSWORD_RULES=mlps; see docs/adr/0064.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organization.models import User
from organization.pinyin import spelt

MLPS = "mlps"
ROTATION = dt.timedelta(days=90)
FEWEST_LETTERS = 5  # different ones
# What passwords are made of in China, and in a police bureau; with digits and signs
# around it is still this.
FAVOURITES = frozenset(
    """
    woaini woaiwojia woaizhongguo aini iloveyou loveyou wangjian wangwei zhangwei
    liwei wodemima mima mimamima caonima nihao nihaoma qwerty qwertyuiop qwer
    asdfghjkl asdf asdfgh zxcvbnm zxcv zxcvbn qazwsx qazwsxedc qweasdzxc qweasd
    password passwd passw admin administrator root guest test user welcome letmein
    dragon monkey abcdefg abcdefgh abcabc woshishui taobao alibaba tencent weixin
    wechat huawei xiaomi baidu zhongguo china beijing shanghai guangzhou shenzhen
    gongan gonganju jingcha paichusuo minjing zhian xingjing jiaojing yipan
    yipanqi police suozhang neiqin juzhang zhongguojingcha renminjingcha
    weirenminfuwu duidangzhongcheng jingwutong jinbiao xinshidai
    """.split()  # noqa: SIM905
)
ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
)
LOOKS = str.maketrans("@0$13!5", "aosieis")
PHONE = re.compile(r"1[3-9]\d{9}")
IDENTITY = re.compile(r"\d{17}[\dxX]")


class NotGuessable:
    """Favourites, walks over the keys, few different letters, phone and identity
    numbers, and the owner's own name in pinyin."""

    def validate(self, password: str, user: User | None = None) -> None:
        if _is_known(password) or _is_walk(password):
            raise ValidationError(_("Many people use this: it is tried first."))
        if user is not None and _is_about(password, user):
            raise ValidationError(_("Your name or number must not be in it."))

    def get_help_text(self) -> str:
        return _("At least 12 characters; several words that have nothing in common.")


class NotBreached:
    """On none of the lists that a house keeps of passwords others know: it is read as
    it lies there, each time, for it is changed rarely and asked rarely."""

    def validate(self, password: str, user: User | None = None) -> None:
        if not settings.PASSWORD_LIST:
            return
        plain = password.casefold()
        with Path(settings.PASSWORD_LIST).open(encoding="utf-8") as lines:
            if any(line.rstrip("\r\n").casefold() == plain for line in lines):
                raise ValidationError(_("Many people use this: it is tried first."))

    def get_help_text(self) -> str:
        return ""


class Composition:
    """Three of four kinds of signs, where the rules ask for it."""

    KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")

    def validate(self, password: str, user: User | None = None) -> None:
        if settings.PASSWORD_RULES != MLPS:
            return
        if sum(bool(re.search(kind, password)) for kind in self.KINDS) < 3:
            raise ValidationError(
                _("Use three of: small letters, capital letters, digits, signs.")
            )

    def get_help_text(self) -> str:
        return ""


def is_due(user: User, now: dt.datetime) -> bool:
    """Must it be changed now, before anything else?"""
    if user.password_once:
        return True
    if settings.PASSWORD_RULES != MLPS:
        return False
    return user.password_set_at is None or now - user.password_set_at >= ROTATION


def _is_known(password: str) -> bool:
    plain = password.casefold()
    if PHONE.search(plain) or IDENTITY.search(plain):
        return True
    if len(set(plain)) < FEWEST_LETTERS:
        return True
    looked = re.sub(r"[^a-z]+$", "", plain).translate(LOOKS)
    cores = {re.sub(r"[^a-z]", "", one) for one in (plain, looked)}
    return plain.isascii() and any(_made_of(core) for core in cores)


def _made_of(core: str) -> bool:
    """Nothing but favourites, one after the other, or only a letter or two more."""
    if not core:
        return True
    rest = core
    for word in sorted(FAVOURITES, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) <= 2


def _is_walk(password: str) -> bool:
    """More than half of it goes along a row of keys, up or down."""
    plain = password.casefold()
    pairs = list(itertools.pairwise(plain))
    if not pairs:
        return True
    steps = sum(
        any(a + b in row or b + a in row for row in ROWS) or a == b for a, b in pairs
    )
    return steps * 2 > len(pairs)


def _is_about(password: str, user: User) -> bool:
    plain = re.sub(r"[^a-z0-9]", "", password.casefold())
    own = re.sub(r"[^a-z0-9]", "", user.username.casefold())
    name = spelt(user.name).replace(" ", "").casefold()
    return any(len(word) >= 4 and word in plain for word in (own, name))
