"""What a file is made of, before any of it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any, Protocol, TypeVar

from desk.answers import XLSX
from desk.sheets.streaming import stream_to
from desk.sheets.writing import Sheet, book_bytes

Row = TypeVar("Row")
Size = Callable[[], int]


class Passed(Protocol):
    """Passes rows on, and hears how many went by."""

    def __call__(self, rows: Iterable[Row], /) -> Iterator[Row]: ...


@dataclass(frozen=True)
class File:
    """`name` is with its ending, `size` says how many rows there will be, `write` puts
    them into a stream, each of them through `told`; `noted` is what the audit trail
    says of whoever takes it. A row takes `weight` times as long as one of a list."""

    name: str
    media_type: str
    size: Size
    write: Callable[[IO[bytes], Passed], None]
    noted: Mapping[str, Any]
    weight: int = 1


def workbook(
    name: str, sheets: Callable[[], Iterable[Sheet]], rows: Size, **noted: Any
) -> File:
    """A workbook whose rows are written as they come; `name` is without its ending."""

    def write(stream: IO[bytes], told: Passed) -> None:
        stream_to(stream, [*_through(sheets(), told)])

    return File(f"{name}.xlsx", XLSX, rows, write, noted)


def laid_out(
    name: str, sheets: Callable[[], Iterable[Sheet]], rows: Size, **noted: Any
) -> File:
    """The same with columns and pages laid out for paper."""

    def pack(told: Passed) -> bytes:
        return book_bytes(_through(sheets(), told))

    return packed(name, pack, rows, **noted)


def packed(
    name: str, pack: Callable[[Passed], bytes], rows: Size, **noted: Any
) -> File:
    """A workbook that is put together in memory."""

    def write(stream: IO[bytes], told: Passed) -> None:
        stream.write(pack(told))

    return File(f"{name}.xlsx", XLSX, rows, write, noted, weight=2)


def _through(sheets: Iterable[Sheet], told: Passed) -> Iterator[Sheet]:
    """Each sheet; the rows below its heading are told of."""
    for one in sheets:
        lines = iter(one.rows)
        heading = [*islice(lines, 1)]
        yield Sheet(one.title, chain(heading, told(lines)))
