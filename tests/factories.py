"""A small force and its personas, arranged through the services like everything else.

`force()` founds two county bureaus under one city bureau:

    望津分局 (A)  治安 刑侦 禁毒 政治处 基础管控中心  柳堰 a1, 津堰 a2, 北埠 unknown
    青砚分局 (B)  治安                                砚台山 b1

Stations a1, a2 and b1 have six officers each who work 08:30-12:00 and 13:30-18:00:
48 officer-hours on a working day, none of them standing work. Nothing is known about
北埠. The working-day calendar is empty (Monday to Friday) until a test seeds it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from organization import services as organization
from organization.models import Bureau, Department, Role, Station, User
from personnel import services as personnel
from personnel.models import Officer
from tests.keeping import Kept, may_keep

SINCE = dt.date(2020, 1, 1)
ALWAYS = (SINCE, None)
OFFICE_HOURS = [(510, 720), (810, 1080)]  # 08:30-12:00 and 13:30-18:00
NAMES = ["王建军", "李志刚", "张海涛", "刘振华", "陈晓明", "杨晓东"]


def at(text: str) -> dt.datetime:
    """Local wall time: at("2026-06-01 09:00")."""
    return timezone.make_aware(dt.datetime.fromisoformat(text))


@dataclass
class Force:
    """Units by name, officers per station code, personas by name."""

    city: Bureau
    county_a: Bureau
    county_b: Bureau
    public_order: Department
    criminal: Department
    narcotics: Department
    political: Department
    coordination_office: Department
    public_order_b: Department
    a1: Station
    a2: Station
    unknown: Station
    b1: Station
    officers: dict[str, list[Officer]] = field(default_factory=dict)
    personas: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        """Personas read like units: force.chief_a1."""
        try:
            return self.__dict__["personas"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def stations(self) -> list[Station]:
        return [self.a1, self.a2, self.unknown, self.b1]


_kept: list[Kept[Force]] = []


def keep() -> None:
    """Let `force` put its rows back from now on, where the account can do that."""
    if may_keep():
        _kept.append(Kept.of(founded))


def force() -> Force:
    """The force described above, as `founded` founds it.

    What triggers announce is not heard again: who listens in another process founds it.
    """
    if not _kept:
        return founded()
    with transaction.atomic():
        return _kept[-1].back()


def founded() -> Force:
    """Found the force; about 300 statements."""
    city = bureau("990100000000", "砚川市公安局", "city", "Yanchuan City Bureau")
    a = bureau("990101000000", "望津分局", "county", "Wangjin Branch", city)
    b = bureau("990102000000", "青砚分局", "county", "Qingyan Branch", city)
    made = Force(
        city=city,
        county_a=a,
        county_b=b,
        public_order=department(a, 1, "治安管理大队", "治安", "Public Order"),
        criminal=department(a, 2, "刑事侦查大队", "刑侦", "Criminal Investigation"),
        narcotics=department(a, 3, "禁毒大队", "禁毒", "Narcotics"),
        political=department(a, 4, "政治处", "政工", "Political Work"),
        coordination_office=department(
            a, 5, "基础管控中心", "基础管控", "Coordination Office", office=True
        ),
        public_order_b=department(b, 1, "治安管理大队", "治安", "Public Order"),
        a1=station(a, 1, "柳堰派出所", "Liuyan Station"),
        a2=station(a, 2, "津堰派出所", "Jinyan Station"),
        unknown=station(a, 3, "北埠派出所", "Beibu Station"),
        b1=station(b, 1, "砚台山派出所", "Yantaishan Station"),
    )
    _man(made)
    _appoint(made)
    return made


def bureau(
    code: str, name: str, level: str, name_en: str, parent: Bureau | None = None
) -> Bureau:
    return organization.create_bureau(
        by=None, code=code, name=name, level=level, parent=parent, name_en=name_en
    )


def department(
    home: Bureau, n: int, name: str, speciality: str, name_en: str, office: bool = False
) -> Department:
    return organization.create_department(
        by=None,
        bureau=home,
        code=f"{home.code[:6]}02{n:02}00",
        name=name,
        speciality=speciality,
        name_en=name_en,
        is_coordination_office=office,
    )


def station(home: Bureau, n: int, name: str, name_en: str) -> Station:
    return organization.create_station(
        by=None,
        bureau=home,
        code=f"{home.code[:6]}51{n:02}00",
        name=name,
        short_name=name.removesuffix("派出所"),
        name_en=name_en,
    )


def person(username: str, name: str = "郭子豪") -> User:
    """An account without any role: a stranger everywhere."""
    return organization.create_user(by=None, username=username, name=name)


def appoint(
    user: User, role: str, unit: Bureau | Department | Station, acting: bool = False
) -> User:
    """Grant a role from 2020 on, without end."""
    organization.grant_role(
        by=None, user=user, role=role, unit=unit, during=ALWAYS, acting=acting
    )
    return user


def _man(made: Force) -> None:
    """Six officers and office hours at each station but the unknown one."""
    stations = [s for s in made.stations if s is not made.unknown]
    officers = personnel.register_officers(
        by=None,
        rows=[
            personnel.NewOfficer(f"{n:02}{k:04}", name, rank="一级警司")
            for n, _ in enumerate(stations, start=1)
            for k, name in enumerate(NAMES, start=1)
        ],
    )
    personnel.post_officers(
        by=None,
        rows=[
            personnel.NewPosting(officer, stations[n // len(NAMES)], ALWAYS)
            for n, officer in enumerate(officers)
        ],
    )
    for n, place in enumerate(stations):
        made.officers[place.code] = officers[n * len(NAMES) : (n + 1) * len(NAMES)]
        personnel.set_regime(by=None, station=place, during=ALWAYS, hours=OFFICE_HOURS)


def _appoint(made: Force) -> None:
    """One account per persona; its name is its user name."""
    plan: dict[str, tuple[Role, Bureau | Department | Station]] = {
        "staff": (Role.DEPARTMENT_STAFF, made.public_order),
        "staff_narcotics": (Role.DEPARTMENT_STAFF, made.narcotics),
        "staff_b": (Role.DEPARTMENT_STAFF, made.public_order_b),
        "head": (Role.DEPARTMENT_HEAD, made.public_order),
        "leader": (Role.LEADER, made.county_a),
        "coordinator": (Role.COORDINATOR, made.coordination_office),
        "chief_a1": (Role.STATION_CHIEF, made.a1),
        "chief_a2": (Role.STATION_CHIEF, made.a2),
        "officer_a1": (Role.STATION_OFFICER, made.a1),
        "chief_b1": (Role.STATION_CHIEF, made.b1),
        "personnel_admin": (Role.PERSONNEL_ADMIN, made.political),
        "finance": (Role.FINANCE, made.county_a),
        "internal_auditor": (Role.INTERNAL_AUDITOR, made.county_a),
        "audit_admin": (Role.AUDIT_ADMIN, made.city),
        "security_admin": (Role.SECURITY_ADMIN, made.city),
        "system_admin": (Role.SYSTEM_ADMIN, made.city),
    }
    for name, (role, unit) in plan.items():
        made.personas[name] = appoint(person(name, name), role, unit)
    made.personas["stranger"] = person("stranger", "stranger")
