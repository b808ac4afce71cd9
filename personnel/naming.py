"""Names and numbers as they are kept, however they were typed."""

from __future__ import annotations

import re
import unicodedata

_CJK = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_BETWEEN = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_DOTS = str.maketrans(dict.fromkeys("•‧・∙⋅", "·"))


def plain_name(text: str) -> str:
    """No blanks between Chinese characters («王 建军»), single ones elsewhere, and one
    kind of middle dot."""
    joined = _BETWEEN.sub("", " ".join((text or "").split()))
    return joined.translate(_DOTS)


def plain_number(text: str) -> str:
    """Half-width and without blanks: «０１２ ３４» is 01234. Zeros are kept."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())
