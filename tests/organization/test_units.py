import pytest
from django.core.exceptions import ValidationError

from organization import services
from organization.models import AuditEvent, Station
from tests.factories import force

pytestmark = pytest.mark.django_db


def found(bureau, **changed):
    given = {"code": "990101519900", "name": "新堠派出所"} | changed
    return services.create_station(by=None, bureau=bureau, **given)


def test_a_station_is_founded_and_the_trail_says_so():
    made = force()
    station = services.create_station(
        by=made.system_admin,
        bureau=made.county_a,
        code="990101519900",
        name="新堠派出所",
    )
    assert (station.short_name, station.pinyin) == ("新堠派出所", "xhpcs")
    trail = AuditEvent.objects.get(action="station.create", subject_id=station.pk)
    assert trail.actor == made.system_admin
    assert trail.unit_code == "990101519900"


@pytest.mark.parametrize("code", ["", "12", "99010151990X", "9901015199001"])
def test_a_unit_code_has_12_digits(code):
    made = force()
    with pytest.raises(ValidationError) as told:
        found(made.county_a, code=code)
    assert "code" in told.value.message_dict
    assert not Station.objects.filter(code=code).exists()


def test_a_code_belongs_to_one_unit_of_any_kind():
    made = force()
    with pytest.raises(ValidationError) as told:
        found(made.county_a, code=made.narcotics.code)
    assert list(told.value.message_dict) == ["code"]


def test_every_field_is_told_at_once():
    made = force()
    with pytest.raises(ValidationError) as told:
        services.create_department(
            by=None, bureau=made.county_a, code="1", name=" ", speciality=""
        )
    assert set(told.value.message_dict) == {"code", "name", "speciality"}


def test_a_bureau_stands_under_a_higher_one():
    made = force()
    for level in ("city", "county", "village"):
        with pytest.raises(ValidationError) as told:
            services.create_bureau(
                by=None,
                code="990109000000",
                name="归渡市公安局",
                level=level,
                parent=made.county_a,
            )
        assert list(told.value.message_dict) == ["level"]


def test_a_group_keeps_stations_of_its_bureau_only():
    made = force()
    group = services.create_group(
        by=None,
        bureau=made.county_a,
        code="river",
        name="沿江",
        stations=[made.a1, made.a2],
    )
    assert group.stations.count() == 2
    for stations in ([], [made.b1]):
        with pytest.raises(ValidationError) as told:
            services.create_group(
                by=None, bureau=made.county_a, code="x", name="x", stations=stations
            )
        assert list(told.value.message_dict) == ["stations"]


def test_among_many_values_are_those_that_are_there():
    made = force()
    codes = [made.a1.code, made.b1.code, "0", made.a1.code]
    found = Station.objects.filter(code__among=codes)
    assert set(found) == {made.a1, made.b1}
    assert set(Station.objects.filter(pk__among={made.a2.pk})) == {made.a2}
    assert not Station.objects.filter(pk__among=[]).exists()
    assert not Station.objects.filter(code__among=["'}, {0"]).exists()
