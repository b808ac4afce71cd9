"""The places that get a station: real townships from a file, or invented ones."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

COLUMNS = (
    *("province_code", "province", "city_code", "city"),
    *("county_code", "county", "town_code", "town", "town_type"),
)
URBAN = "街道"
# Rows that stand for «no such level here» in the list of divisions.
NO_CITY = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
# Invented places, when no file is given: about as many below each as there really are.
# Their provinces have codes that no division carries; 99 is the demo's.
TOWNS, COUNTIES, CITIES = 14, 9, 11
FIRST_INVENTED_PROVINCE, INVENTED_PROVINCES, MOST_CITIES = 90, 9, 99
MOST_INVENTED = TOWNS * COUNTIES * MOST_CITIES * INVENTED_PROVINCES
_HEADS = "砚柏岚禾渡石青白锦棉芦野半望津鹤松竹云溪沙金银龙凤安宁平丰兴"
_TAILS = "川浦原泽岭坪塘坝堰湾桥山河集店屯寨营铺口墩洲埠冲源泉谷陂墟庄"


class DivisionsError(ValueError):
    """The file cannot be used; `line` is 1-based, 0 for the file as a whole."""

    def __init__(self, line: int, column: str) -> None:
        super().__init__(f"line {line}: {column}")
        self.line, self.column = line, column


@dataclass(frozen=True, slots=True)
class Place:
    """One township, and the county, city and province it lies in.

    An empty `city_code` or `county_code` says that the level is missing there.
    """

    province_code: str
    province: str
    city_code: str
    city: str
    county_code: str
    county: str
    town_code: str
    town: str
    urban: bool


def read(path: Path) -> list[Place]:
    """Places of a CSV file (gzip if it ends in .gz) with the columns of COLUMNS.

    `town_type` may be missing. Raises DivisionsError, and OSError as open does.
    """
    with _opened(path) as stream:
        rows = csv.DictReader(stream)
        missing = set(COLUMNS[:8]) - set(rows.fieldnames or ())
        if missing:
            raise DivisionsError(1, ", ".join(sorted(missing)))
        places = [_place(row, n) for n, row in enumerate(rows, start=2)]
    if not places:
        raise DivisionsError(0, COLUMNS[6])
    return places


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _place(row: dict[str, str], line: int) -> Place:
    for column, length in zip(COLUMNS[:8:2], (2, 4, 6, 9), strict=True):
        code = row[column] or ""
        if not (code.isdecimal() and len(code) == length):
            raise DivisionsError(line, column)
    no_city = row["city"] in NO_CITY
    # Some cities have no counties: their one county carries the city's own code.
    no_county = not no_city and row["county_code"] == f"{row['city_code']}00"
    return Place(
        province_code=row["province_code"],
        province=row["province"],
        city_code="" if no_city else row["city_code"],
        city=row["city"],
        county_code="" if no_county else row["county_code"],
        county=row["county"],
        town_code=row["town_code"],
        town=row["town"],
        urban=row.get("town_type") == URBAN,
    )


def invent(count: int) -> list[Place]:
    """So many made-up places, at most MOST_INVENTED."""
    if count > MOST_INVENTED:
        raise ValueError(f"no codes for more than {MOST_INVENTED} places")
    cities = -(-count // (TOWNS * COUNTIES))
    per_province = max(CITIES, -(-cities // INVENTED_PROVINCES))
    return [_invented(n, per_province) for n in range(count)]


def _invented(n: int, per_province: int) -> Place:
    county, town = divmod(n, TOWNS)
    city, county_place = divmod(county, COUNTIES)
    province, city_place = divmod(city, per_province)
    codes = [f"{FIRST_INVENTED_PROVINCE + province:02}"]
    codes.append(f"{codes[0]}{city_place + 1:02}")
    codes.append(f"{codes[1]}{county_place + 1:02}")
    codes.append(f"{codes[2]}{town + 1:03}")
    return Place(
        province_code=codes[0],
        province=f"{_name(province * 37)}省",
        city_code=codes[1],
        city=f"{_name(city * 41 + 5)}市",
        county_code=codes[2],
        county=f"{_name(county * 43 + 11)}{'区' if county_place < 3 else '县'}",
        town_code=codes[3],
        town=f"{_name(n * 47 + 17)}{'街道' if town < 4 else '镇'}",
        urban=town < 4,
    )


def _name(n: int) -> str:
    """Two characters; neighbours in number have nothing in common."""
    n = n * 7 % (len(_HEADS) * len(_TAILS))
    return _HEADS[n % len(_HEADS)] + _TAILS[n // len(_HEADS)]


def choose(places: list[Place], count: int, seed: int) -> list[tuple[Place, int]]:
    """`count` (place, running number there), whole cities in an order drawn by seed.

    With more stations than places every place gets its first before one its second.
    """
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(place.city_code or place.county_code[:4], []).append(place)
    order = np.random.default_rng([seed, 1]).permutation(len(groups))
    names = sorted(groups)
    shuffled = [place for k in order for place in _by_county(groups[names[k]])]
    chosen = list(_rounds(shuffled, count))
    # From above to below, as an office lists its units.
    return sorted(chosen, key=lambda c: (c[0].town_code, c[1]))


def _by_county(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: place.town_code)


def _rounds(places: list[Place], count: int) -> Iterator[tuple[Place, int]]:
    for n in range(count):
        number, place = divmod(n, len(places))
        yield places[place], number + 1
