"""The pages of fit, of officers' files and of the catalogue."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from personnel import services
from personnel.models import Ability, Attainment, FitWeights, Limit, Officer, Post
from personnel.services import ordering
from personnel.services.lines import Wish
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SINCE = TODAY - dt.timedelta(days=900)
MOST_QUERIES = 20


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def post(made: Force, **more: Any) -> Post:
    terms = services.Terms("办案民警", 9, **more)
    given = {"during": (SINCE, None), "reason": "批复"}
    return services.add_post(by=None, unit=made.a2, terms=terms, **given)


def hold(officer: Officer, code: str, end: dt.date | None = None) -> Attainment:
    ability = Ability.objects.get(code=code)
    row = services.NewAttainment(officer, ability, (SINCE, end))
    return services.record_attainment(by=None, row=row)


def office(made: Force) -> Client:
    return client(made.personnel_admin)


def test_candidates_are_ranked_and_those_excluded_say_why(made: Force) -> None:
    able, lapsed = made.officers[made.a1.code][:2]
    to = post(made, required=["law-1"], desired={"drone": 15})
    hold(able, "law-2"), hold(able, "drone")
    hold(lapsed, "law-1", TODAY)
    page = office(made).get(url("post_fit", to.pk))
    rows = [one.officer.pk for one in page.context["page"]]
    assert rows[0] == able.pk and page.context["ranking"].eligible == 1
    text = words(page)
    assert "1人符合硬条件" in text
    yesterday = (TODAY - dt.timedelta(days=1)).isoformat()
    assert f"已于{yesterday}到期" in text and "缺少必备资格" in text


def test_the_explanation_adds_up_to_the_score(made: Force) -> None:
    able = made.officers[made.a1.code][0]
    to = post(made, desired={"drone": 15}, rank_from="一级警司", rank_to="一级警督")
    hold(able, "drone")
    page = office(made).get(url("officer_fit", to.pk, able.pk))
    lines = page.context["lines"]
    assert sum(line.points for line in lines) == page.context["fit"].score
    assert f"{page.context['fit'].score} / {page.context['fit'].most}" in words(page)
    assert "不参与计分" in words(page)


def test_an_officer_reads_his_own_fit_and_no_other(made: Force) -> None:
    mine, other = made.officers[made.a1.code][:2]
    services.link_account(by=None, officer=mine, user=made.officer_a1)
    to, at = post(made), client(made.officer_a1)
    assert at.get(url("officer_fit", to.pk, mine.pk)).status_code == 200
    assert at.get(url("officer_fit", to.pk, other.pk)).status_code == 404
    assert at.get(url("post_fit", to.pk)).status_code == 404
    assert "无人机" in words(_held_page(at, mine))


def _held_page(at: Client, officer: Officer) -> Any:
    hold(officer, "drone")
    return at.get(url("officer", officer.pk))


def test_a_chief_and_a_leader_learn_that_a_bar_exists_and_not_why(
    made: Force,
) -> None:
    officer = made.officers[made.a1.code][0]
    row = services.NewLimit(
        officer, "health", "nights", (SINCE, None), "省医院诊断证明"
    )
    services.record_limit(by=None, row=row)
    to = post(made, nights=True)
    shown = {
        name: words(client(made.personas[name]).get(url("officer_fit", to.pk, pk)))
        for name, pk in (("leader", officer.pk), ("personnel_admin", officer.pk))
    }
    assert "详情由政工部门掌握" in shown["leader"]
    assert "身体" not in _hard(shown["leader"])
    assert "身体" in _hard(shown["personnel_admin"])
    for name in ("leader", "chief_a1"):
        text = words(client(made.personas[name]).get(url("officer", officer.pk)))
        assert "诊断" not in text and "任职限制" not in text
    assert "诊断" in words(office(made).get(url("officer", officer.pk)))


def _hard(text: str) -> str:
    return text[text.index("硬条件") : text.index("计分条件")]


def test_contact_data_are_masked_by_role(made: Force) -> None:
    officer = made.officers[made.a1.code][0]
    reach = services.Reach("13800001234", "警苑小区3号", "李梅", "13900005678")
    services.set_contact(by=None, officer=officer, reach=reach)
    seen = {
        name: words(client(made.personas[name]).get(url("officer", officer.pk)))
        for name in ("personnel_admin", "chief_a1", "leader")
    }
    parts = ("13800001234", "警苑小区3号", "李梅", "13900005678")
    shown = {name: [part in text for part in parts] for name, text in seen.items()}
    assert shown == {
        "personnel_admin": [True, True, True, True],
        "chief_a1": [True, False, True, True],
        "leader": [False, False, False, False],
    }
    assert "****1234" in seen["leader"]


def test_the_file_of_an_officer_from_its_first_entry_to_its_last(made: Force) -> None:
    officer, at = made.officers[made.a1.code][0], office(made)
    law = Ability.objects.get(code="law-1")
    first = {"first": SINCE.isoformat()}
    held = first | {"ability": str(law.pk), "number": "ＺＦ01"}
    assert at.post(url("add_attainment", officer.pk), held).status_code == 302
    again = at.post(url("add_attainment", officer.pk), held)
    assert again.status_code == 422 and "已有相同登记" in words(again)
    served = {"unit": "旧所", "first": "2010-01-01", "until": "2011-12-31"}
    assert at.post(url("add_service", officer.pk), served).status_code == 302
    limit = first | {"ground": "health", "effect": "nights", "note": "证明"}
    assert at.post(url("add_limit", officer.pk), limit).status_code == 302
    contact = {"phone": "１３８００００１２３４", "version": "0"}
    assert at.post(url("set_contact", officer.pk), contact).status_code == 302
    page = words(at.get(url("officer_file", officer.pk)))
    assert all(text in page for text in ("ZF01", "旧所", "证明", "2011-12-31"))
    row = Attainment.objects.get()
    strike = url("remove_attainment", officer.pk, row.pk)
    refused = at.post(strike, {"reason": " ", "version": "1"})
    assert refused.status_code == 422 and Attainment.objects.exists()
    assert at.post(strike, {"reason": "误录", "version": "1"}).status_code == 302
    lift = url("lift_limit", officer.pk, Limit.objects.get().pk)
    assert at.post(lift, {"on": TODAY.isoformat()}).status_code == 302
    gone = url("remove_service", officer.pk, officer.service.get().pk)
    assert at.post(gone, {"reason": "误录"}).status_code == 302
    assert not officer.service.exists() and not Attainment.objects.exists()


@pytest.mark.parametrize(
    ("act", "data", "told"),
    [
        ("add_attainment", {"first": "x", "ability": ""}, "请选择"),
        ("add_attainment", {"ability": "0"}, "请选择"),
        ("add_service", {"unit": "旧所", "first": "2010-01-01"}, "请注明截止日期"),
        (
            "add_limit",
            {"ground": "avoidance", "effect": "relative", "relative": "nobody"},
            "没有此民警",
        ),
        ("set_contact", {"phone": "电话"}, "电话号码应为数字"),
    ],
)
def test_bad_entries_stand_beside_their_fields(
    made: Force, act: str, data: dict[str, str], told: str
) -> None:
    officer = made.officers[made.a1.code][0]
    given = {"first": SINCE.isoformat(), "note": "证明"} | data
    page = office(made).post(url(act, officer.pk), given)
    assert page.status_code == 422 and told in words(page)


def test_the_weights_of_a_bureau_are_set_with_a_reason(made: Force) -> None:
    at, to = office(made), post(made)
    given = {
        **{"rank": 10, "experience": 60, "experience_years": 2, "settled": 0},
        **{"settled_years": 2, "threshold": 50, "version": 0, "reason": "党委会研究"},
    }
    wrong = at.post(url("fit_weights"), given | {"experience": 101, "reason": ""})
    assert wrong.status_code == 422 and not FitWeights.objects.exists()
    assert at.post(url("fit_weights"), given).status_code == 302
    stale = at.post(url("fit_weights"), given)
    assert stale.status_code == 422
    found = at.get(url("post_fit", to.pk)).context["page"][0].fit
    assert [factor.weight for factor in found.factors] == [60]
    assert client(made.leader).get(url("fit_weights")).status_code == 200


def test_what_ends_soon_is_listed_until_it_is_renewed(made: Force) -> None:
    officer = made.officers[made.a1.code][0]
    hold(officer, "driving", TODAY + dt.timedelta(days=20))
    at = office(made)
    assert "1项资格即将到期" in words(at.get(url("abilities")))
    hold(officer, "firearm", TODAY + dt.timedelta(days=200))
    added = {"kind": "skill", "name": "潜水", "code": "dive"}
    assert at.post(url("add_ability"), added).status_code == 302
    assert at.post(url("add_ability"), added).status_code == 422
    assert "潜水" in words(client(made.chief_a1).get(url("abilities")))


def test_a_post_is_entered_with_what_it_asks_for(made: Force) -> None:
    given = {
        **{"kind": "办案民警", "approved": "2", "category": "police", "weight": "3"},
        **{"first": TODAY.isoformat(), "reason": "批复", "nights": "on"},
        **{"ability-law-1": "required", "ability-drone": "15"},
    }
    at = office(made)
    assert at.post(url("add_post", made.a2.code), given).status_code == 302
    row = Post.objects.get(station=made.a2)
    assert (row.required, row.desired, row.weight) == (["law-1"], {"drone": 15}, 3)
    page = at.get(url("change_post", row.pk))
    assert page.context["form"].initial["ability-law-1"] == "required"
    wrong = at.post(url("add_post", made.a2.code), given | {"ability-drone": "x"})
    assert wrong.status_code == 422


def test_pages_ask_as_much_of_many_as_of_few(
    made: Force, django_assert_max_num_queries: Any
) -> None:
    to = post(made, required=["law-1"], desired={"drone": 15})
    rows = [
        services.NewOfficer(f"8{n:05}", "林晓峰", rank="一级警司") for n in range(200)
    ]
    people = services.register_officers(by=None, rows=rows)
    places = [services.NewPosting(one, made.a1, (SINCE, None)) for one in people]
    services.post_officers(by=None, rows=places)
    for n, code in enumerate(("law-1", "drone")):
        ability = Ability.objects.get(code=code)
        held = [
            services.NewAttainment(one, ability, (SINCE, None)) for one in people[n::2]
        ]
        services.record_attainments(by=None, rows=held)
    at = office(made)
    for address in (
        url("post_fit", to.pk),
        url("abilities"),
        url("officer", people[0].pk),
        url("officer_fit", to.pk, people[0].pk),
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert at.get(address).status_code == 200


def test_an_orders_fit_is_read_by_its_readers(made: Force) -> None:
    to, officer = post(made), made.officers[made.a1.code][0]
    first = TODAY + dt.timedelta(days=30)
    order = ordering.draft_order(
        by=made.personnel_admin,
        bureau=made.county_a,
        title="调整",
        wishes=[Wish(officer, made.a2, "permanent", first, post=to)],
        now=timezone.now(),
    )
    assert "/ 40" in words(office(made).get(url("order_fit", order.pk)))
    assert client(made.leader).get(url("order_fit", order.pk)).status_code == 404
