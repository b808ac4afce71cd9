"""From places to the tree: bureaus of four levels, their departments, stations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coordination.generating.divisions import Place

MINISTRY, PROVINCE, CITY, COUNTY = range(4)
LEVELS = ("ministry", "province", "city", "county")
OFFICE = "基础管控"

# Speciality and name of the departments per level. What has a brigade in the county
# has a detachment in the city and a corps in the province.
_LINES = (
    *(("治安", "治安管理"), ("刑侦", "刑事侦查"), ("禁毒", "禁毒")),
    *(("交警", "交通警察"), ("经侦", "经济犯罪侦查"), ("法制", "法制")),
    *(("网安", "网络安全保卫"), ("出入境", "出入境管理"), ("巡特警", "巡特警")),
)
_RANKS = ("局", "总队", "支队", "大队")
_OFFICES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("政工", "政治部"), ("办公室", "办公厅")),
    (("政工", "政治部"), ("办公室", "办公室"), ("警保", "警务保障部")),
    (
        *(("政工", "政治部"), ("办公室", "办公室"), ("警保", "警务保障处")),
        *(("督察", "督察支队"), ("情指", "情报指挥中心"), ("信访", "信访处")),
        (OFFICE, "基础管控中心"),
    ),
    (
        *(("政工", "政治处"), ("办公室", "办公室"), ("警保", "警务保障室")),
        *(("督察", "督察大队"), ("情指", "情报指挥中心"), ("信访", "信访科")),
        (OFFICE, "基础管控中心"),
    ),
)
DEPARTMENTS: tuple[tuple[tuple[str, str], ...], ...] = tuple(
    (
        *((short, f"{long}{rank}") for short, long in _LINES),
        *offices,
    )
    for rank, offices in zip(_RANKS, _OFFICES, strict=True)
)
"""Per level: (speciality, name) of each department."""


@dataclass(frozen=True, slots=True)
class BureauRow:
    """`parent` is an index into the bureaus, None at the root."""

    code: str
    name: str
    short_name: str
    level: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    code: str
    name: str
    short_name: str
    speciality: str
    bureau: int
    office: bool


@dataclass(frozen=True, slots=True)
class StationRow:
    code: str
    name: str
    short_name: str
    rural: bool
    bureau: int


@dataclass(frozen=True)
class Units:
    """Everything that is founded; above comes before below.

    `first_department[b]` is the index of bureau b's first department; they follow in
    the order of DEPARTMENTS. `chain[s]` holds the bureaus that order at station s, by
    level; where a level is missing the one above acts in its place.
    """

    bureaus: list[BureauRow]
    departments: list[DepartmentRow]
    stations: list[StationRow]
    first_department: NDArray[np.int64]
    chain: NDArray[np.int64]


@dataclass
class _Tree:
    bureaus: list[BureauRow] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)

    def found(self, code: str, name: str, short: str, level: int, parent: int) -> int:
        """Index of the bureau with this code, founded when it is met first."""
        full = code.ljust(12, "0")
        if full not in self.index:
            self.index[full] = len(self.bureaus)
            above = None if level == MINISTRY else parent
            self.bureaus.append(BureauRow(full, name, short, level, above))
        return self.index[full]


def found(chosen: Sequence[tuple[Place, int]]) -> Units:
    """The tree above the chosen places, one station at each."""
    tree = _Tree()
    root = tree.found("000000", "公安部", "公安部", MINISTRY, 0)
    stations, chain = [], []
    for place, number in chosen:
        above = _bureaus(tree, root, place)
        stations.append(_station(place, number, above[COUNTY]))
        chain.append(above)
    departments, first = _departments(tree.bureaus)
    return Units(
        bureaus=tree.bureaus,
        departments=departments,
        stations=stations,
        first_department=np.array(first, dtype=np.int64),
        chain=np.array(chain, dtype=np.int64).reshape(-1, 4),
    )


def _bureaus(tree: _Tree, root: int, place: Place) -> tuple[int, int, int, int]:
    """Who orders at a place: ministry, province, city, county."""
    municipal = place.province.endswith("市")
    suffix = "市公安局" if municipal else "公安厅"
    stem = place.province.removesuffix("市") if municipal else place.province
    province = tree.found(
        place.province_code, f"{stem}{suffix}", place.province, PROVINCE, root
    )
    city = province
    if place.city_code:
        name = f"{place.city}公安局"
        city = tree.found(place.city_code, name, place.city, CITY, province)
    county = city
    if place.county_code:
        name, short = _county_name(place)
        county = tree.found(place.county_code, name, short, COUNTY, city)
    return root, province, city, county


def _county_name(place: Place) -> tuple[str, str]:
    """A district's bureau is a branch of the city's, a county's stands by itself."""
    if not place.county.endswith("区"):
        return f"{place.county}公安局", place.county
    above = place.city if place.city_code else place.province
    stem = place.county.removesuffix("区")
    # 东区 stays what it is called: one syllable alone is no name.
    branch = f"{stem if len(stem) > 1 else place.county}分局"
    return f"{above}公安局{branch}", branch


def _station(place: Place, number: int, bureau: int) -> StationRow:
    stem = place.town
    for suffix in ("街道", "镇", "乡"):
        if stem.endswith(suffix) and len(stem) > len(suffix) + 1:
            stem = stem.removesuffix(suffix)
            break
    if number > 1:
        stem = f"{stem}第{number}"
    code = f"{place.town_code[:6]}5{place.town_code[6:]}{number - 1:02}"
    # A farm's or a zone's full name can be long.
    short = stem[:20]
    return StationRow(code, f"{stem[:70]}派出所", short, not place.urban, bureau)


def _departments(bureaus: list[BureauRow]) -> tuple[list[DepartmentRow], list[int]]:
    rows: list[DepartmentRow] = []
    first = []
    for n, bureau in enumerate(bureaus):
        first.append(len(rows))
        for k, (speciality, name) in enumerate(DEPARTMENTS[bureau.level], start=1):
            code = f"{bureau.code[:6]}0{bureau.level + 1}{k:02}00"
            short = f"{bureau.short_name}{speciality}"
            office = speciality == OFFICE
            rows.append(DepartmentRow(code, name, short, speciality, n, office))
    return rows, first
