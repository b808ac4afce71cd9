"""Files that nobody would write, made of files that somebody would.

What comes out is the same for the same beginning. Nothing here knows what reads it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

NASTY = [
    *("", " ", "0", "-1", "1e999999999", "1e-999999999", "NaN", "-Infinity", "1e18"),
    *("9" * 400, "0.1" + "3" * 60, "2026-02-30", "0001-01-01", "9999-12-31T23:59"),
    *("10000-01-01", "2026-06-01T24:00", "1986-05-04 00:30", "=cmd|' /C calc'!A0"),
    *("@SUM(1)", "\t=1", "'=1", "\0", "\ud800", "\u202e", "\ufeff", "﷽" * 30),
    *("١٢٣", "２０２６", "½", "　", "A" * 33_000, "<b>&amp;</b>", "'; DROP TABLE x;--"),
    *("true", "null", "上班", "[]", "{}", "../../etc/passwd", "%s%n{0}", "\r\n", '"'),
]
XML = [
    *(b"<", b">", b"</c>", b"<c r='XFE1'>", b"&lt;", b"&bomb;", b'r="A1048577"'),
    *(b'r="ZZZZ9"', b't="e"', b't="s"', b"<v>99999999</v>", b"<v>-1</v>", b"\xff"),
    *(b"<f>1/0</f>", b'<mergeCell ref="A1:XFD1048576"/>', b"<!DOCTYPE a>", b'ref=""'),
    *(b'<mergeCell ref="ZZZZ1:B2"/>', b"<v>1e400</v>", b"<v>2958466</v>", b"\x00"),
    *(b'<row r="1048576">', b'<row r="0">', b"<v>NaN</v>", b'xml:space="preserve"'),
]
Mutate = Callable[[Random, bytes], bytes]


def torn(random: Random, raw: bytes) -> bytes:
    """Bytes changed, lost, doubled or moved anywhere."""
    data = bytearray(raw)
    for _n in range(random.choice((1, 1, 2, 8, 64))):
        at = random.randrange(len(data) + 1)
        until = at + random.choice((1, 1, 4, 64, 4096))
        act = random.randrange(4)
        if act == 0:
            data[at:until] = random.randbytes(len(data[at:until]))
        elif act == 1:
            del data[at:until]
        elif act == 2:
            data[at:at] = data[at:until]
        elif at < len(data):
            data[at] ^= 1 << random.randrange(8)
    return bytes(data)


LONGEST = 2**22
"""Of a cell: fifty times fifty times ... is more than the machine has."""
LARGEST = 2**26
"""Of a text: four times what may be sent, as much again as is read at all."""


def written(random: Random, raw: bytes) -> bytes:
    """A text with other words in its cells, in whatever encoding."""
    text = raw.decode("utf-8-sig", "replace")
    cells = re.split(r"([,\r\n\t]+)", text)
    for _n in range(random.choice((1, 2, 5, 20))):
        at = random.randrange(len(cells))
        longer = (cells[at] * 50)[:LONGEST]
        cells[at] = random.choice(NASTY) if random.random() < 0.8 else longer
    made = "".join(cells)
    if random.random() < 0.1:
        made = (made * random.choice((20, 400)))[:LARGEST]
    encoding = random.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16", "latin-1"))
    return made.encode(encoding, "replace")


def told(random: Random, raw: bytes) -> bytes:
    """A JSON document with other things in its places."""
    tree = json.loads(raw)
    for _n in range(random.choice((1, 1, 2, 6))):
        tree = _grown(random, tree)
    made = json.dumps(tree, ensure_ascii=random.random() < 0.7)
    if random.random() < 0.3:
        number = random.choice(("1e999999999", "NaN", "-0", "1" * 5000, "1E400"))
        made = re.sub(r"(?<=: )-?\d+(\.\d+)?", number, made, count=random.randrange(4))
    if random.random() < 0.05:
        deep = random.choice((50, 5_000, 200_000))
        made = "[" * deep + made + "]" * deep
    return made.encode("utf-8", "surrogatepass")


def _grown(random: Random, node: Any) -> Any:
    """The tree with one of its nodes replaced."""
    if isinstance(node, dict) and node and random.random() < 0.85:
        key = random.choice(list(node))
        act = random.random()
        if act < 0.1:
            return {name: value for name, value in node.items() if name != key}
        if act < 0.2:
            return {**node, random.choice(NASTY): node[key]}
        return {**node, key: _grown(random, node[key])}
    if isinstance(node, list) and node and random.random() < 0.85:
        at = random.randrange(len(node))
        if random.random() < 0.1:
            return node + [node[at]] * random.choice((1, 3, 300))
        return [*node[:at], _grown(random, node[at]), *node[at + 1 :]]
    plain = [None, True, 0, -1, 2**63, 2**200, 1.5, 1e308, [], {}, [[]], {"": 0}]
    return random.choice([random.choice(NASTY), random.choice(plain)])


def packed(random: Random, raw: bytes) -> bytes:
    """A workbook with other words in one of its parts, or other parts."""
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for _n in range(random.choice((1, 1, 2, 4))):
        parts = _part_changed(random, parts)
    out = io.BytesIO()
    method = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(out, "w", method) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    made = out.getvalue()
    return torn(random, made) if random.random() < 0.1 else made


def _part_changed(random: Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    name = random.choice(list(parts))
    content, act = parts[name], random.random()
    if act < 0.05:
        return {other: raw for other, raw in parts.items() if other != name}
    if act < 0.1:
        big = b"<v>" + b"0" * random.choice((10**5, 4 * 10**6)) + b"</v>"
        return {**parts, name: content + big}
    if act < 0.15:
        return {**parts, random.choice(list(parts)): content}
    if act < 0.2:
        return {**parts, name: torn(random, content)}
    if act < 0.6:
        return {**parts, name: _cells(random, content)}
    places = [found.start() for found in re.finditer(rb"[<>=\"]", content)] or [0]
    at = random.choice(places)
    until = at + random.choice((0, 1, 20, 300))
    return {**parts, name: content[:at] + random.choice(XML) + content[until:]}


def _cells(random: Random, content: bytes) -> bytes:
    """Values between the marks replaced by other ones."""
    words = [word.encode("utf-8", "replace") for word in NASTY]
    pieces = re.split(rb"(>[^<]+<|\"[^\"]*\")", content)
    held = [at for at, piece in enumerate(pieces) if piece[:1] in (b">", b'"')]
    for at in random.sample(held, min(len(held), random.choice((1, 3, 10)))):
        word = random.choice(words).replace(b"<", b"&lt;").replace(b'"', b"&quot;")
        pieces[at] = pieces[at][:1] + word + pieces[at][-1:]
    return b"".join(pieces)


WAYS: dict[str, tuple[Mutate, ...]] = {
    "xlsx": (packed, packed, packed, torn),
    "csv": (written, written, written, torn),
    "json": (told, told, told, torn),
    "docx": (packed, torn),
}


def mutated(number: int, ending: str, raw: bytes) -> bytes:
    """The file of this number."""
    random = Random(number)
    return random.choice(WAYS[ending])(random, raw)
