"""Who leads a province or the ministry issues urgently for one bureau at a time."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.models import EmergencyOrder
from organization.models import Bureau, Department, Role, Station, User
from tests.factories import Force, appoint, bureau, department, person, station
from tests.pages.composing import words
from tests.pages.test_directives import client
from tests.pages.test_emergency import NEW, filled_in, give

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Country:
    """The ministry, a province below it, a county below that with a station."""

    ministry: Bureau
    county: Bureau
    bureau_office: Department
    county_office: Department
    home: Station
    leader: User


@pytest.fixture
def country(force: Force) -> Country:
    top = bureau("900000000000", "公安部", "ministry", "Ministry")
    province = bureau("980000000000", "江南省公安厅", "province", "Jiangnan", top)
    county = bureau("980101000000", "江北县公安局", "county", "Jiangbei", province)
    return Country(
        top,
        county,
        department(top, 1, "治安管理局", "治安", "Public Order Bureau"),
        department(county, 1, "治安管理大队", "治安", "Public Order"),
        station(county, 1, "江岸派出所", "Jiang'an Station"),
        appoint(person("minister", "部长"), Role.LEADER, top),
    )


def offered(user: User, **asked: str) -> list[Department]:
    found = client(user).get(reverse(NEW), asked).context["form"].requesters
    return list(found)


def test_the_own_departments_first_and_those_of_one_bureau(country: Country) -> None:
    assert offered(country.leader) == [country.bureau_office]
    page = client(country.leader).get(reverse(NEW))
    assert 'name="of" value="980000000000"' in page.content.decode()
    both = [country.bureau_office, country.county_office]
    assert offered(country.leader, of="980101000000") == both
    for elsewhere in ("nowhere", "990101000000"):
        assert offered(country.leader, of=elsewhere) == [country.bureau_office]


def test_going_to_another_bureau_keeps_what_is_typed(
    force: Force, country: Country
) -> None:
    """And nothing goes out."""
    typed = filled_in(force, requester=country.bureau_office.pk, title="大型活动")
    typed |= {"of": "980101000000", "act": ""}
    page = client(country.leader).post(reverse(NEW), typed)
    assert page.status_code == 200
    form = page.context["form"]
    assert country.county_office in form.requesters
    assert '<optgroup label="江北县公安局">' in page.content.decode()
    assert 'value="大型活动"' in page.content.decode()
    assert 'name="of" value="980101000000"' in page.content.decode(), "it stays"
    assert not EmergencyOrder.objects.exists()


def test_it_goes_out_in_the_name_of_a_department_far_below(
    force: Force, country: Country
) -> None:
    chosen = {"requester": country.county_office.pk, "stations": [country.home.pk]}
    answer = give(country.leader, filled_in(force, **chosen))
    assert answer.status_code == 302, words(answer)
    order = EmergencyOrder.objects.get()
    assert order.directive.department == country.county_office
    picker = reverse("coordination:pick_stations")
    tree = client(country.leader).get(picker, {"requester": chosen["requester"]})
    assert country.home.label in words(tree)


def test_a_county_offers_all_of_its_departments_as_before(force: Force) -> None:
    page = client(force.leader).get(reverse(NEW))
    found = {one.bureau for one in page.context["form"].requesters}
    assert found == {force.county_a} and not page.context["form"].below
    assert (
        client(force.leader)
        .get(reverse(NEW), {"of": force.county_b.code})
        .context["form"]
        .requesters
        == page.context["form"].requesters
    )


def test_more_departments_below_cost_no_more(country: Country) -> None:
    visitor, found = client(country.leader), []
    paths = [reverse(NEW), reverse("coordination:emergencies")]
    paths.append(reverse("coordination:pick_stations"))
    for path in paths:
        visitor.get(path)
    for first, last in ((2, 12), (12, 80)):
        for n in range(first, last):
            department(country.county, n, f"第{n}队", "治安", f"D{n}")
        for path in paths:
            with CaptureQueriesContext(connection) as caught:
                assert visitor.get(path).status_code == 200
            found.append(len(caught))
    assert found[:3] == found[3:] and max(found) <= 15
