"""An officer's own page: how he is reached, posts that fit him, corrected entries."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from organization.models import AuditEvent
from personnel import services
from personnel.models import Attainment, Contact, Officer, Posting
from personnel.services import ordering
from personnel.services.lines import Wish
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client
from tests.personnel.fit.test_abilities import NOW
from tests.personnel.fit.test_pages import SINCE, TODAY, hold, office, post, url

pytestmark = pytest.mark.django_db


def own(made: Force) -> tuple[Officer, Any]:
    mine = made.officers[made.a1.code][0]
    services.link_account(by=None, officer=mine, user=made.officer_a1)
    return mine, client(made.officer_a1)


def test_one_keeps_ones_own_contact_data_and_others_see_them_masked(
    made: Force,
) -> None:
    mine, at = own(made)
    assert at.get(url("own_page"))["Location"] == url("officer", mine.pk)
    assert "我的联系方式" in words(at.get(url("officer", mine.pk)))
    bad = at.post(url("own_contact"), {"phone": "电话", "version": "0"})
    assert bad.status_code == 422
    assert 'id="contact-phone_error"' in bad.content.decode()
    given = {"phone": "13800001234", "address": "警苑3号", "kin_name": "李梅"}
    assert at.post(url("own_contact"), given | {"version": "0"}).status_code == 302
    stale = at.post(url("own_contact"), given | {"version": "0"})
    assert stale.status_code == 422 and Contact.objects.get().version == 1
    seen = words(client(made.leader).get(url("officer", mine.pk)))
    assert "****1234" in seen and "警苑3号" not in seen and "李梅" not in seen
    event = AuditEvent.objects.get(action="contact.set")
    assert event.actor == made.officer_a1 and "1380000" not in str(event.detail)
    stranger = client(made.stranger)
    assert stranger.get(url("own_contact")).status_code == 404
    assert "请联系政工部门" in words(stranger.get(url("own_page")))


def test_free_posts_of_the_bureau_are_ranked_for_one_and_name_nobody(
    made: Force, django_assert_max_num_queries: Any
) -> None:
    """An open order for one of the places is confidential: it changes nothing."""
    mine, at = own(made)
    hold(mine, "drone")
    fits, barred = post(made, desired={"drone": 15}), post(made, required=["law-3"])
    plain = post(made)
    wish = Wish(made.officers[made.a1.code][1], made.a2, "permanent", TODAY, post=plain)
    ordering.draft_order(
        by=made.personnel_admin,
        bureau=made.county_a,
        title="调整",
        wishes=[wish],
        now=NOW,
    )
    Posting.objects.filter(officer=made.officers[made.a2.code][0]).update(
        established=plain
    )
    with django_assert_max_num_queries(20):
        page = at.get(url("own_vacancies"))
    found = page.context["found"]
    assert [one.post for one in found.found] == [fits, plain, barred]
    assert [one.places for one in found.found] == [9, 8, 9]
    assert found.eligible == 2 and "李志刚" not in words(page)
    for one in found.found:
        link = url("officer_fit", one.post.pk, mine.pk)
        assert link in page.content.decode()
        assert at.get(link).status_code == 200
    services.end_posting(by=None, posting=mine.postings.get(), on=TODAY)
    assert "您今天没有任职岗位" in words(at.get(url("own_vacancies")))


def test_an_entry_is_corrected_on_its_page_with_a_reason(made: Force) -> None:
    officer, at = made.officers[made.a1.code][0], office(made)
    row = hold(officer, "law-1", TODAY)
    to = url("correct_attainment", officer.pk, row.pk)
    assert f'value="{SINCE}"' in at.get(to).content.decode()
    later = (TODAY + dt.timedelta(days=400)).isoformat()
    new = {"first": str(SINCE), "until": later, "number": "ＺＦ02", "version": "1"}
    for wrong, field in (({"reason": " "}, "reason"), ({"until": "x"}, "until")):
        refused = at.post(to, new | {"reason": "换证"} | wrong)
        assert refused.status_code == 422
        assert f'id="id_{field}_error"' in refused.content.decode()
    assert at.post(to, new | {"reason": "换证"}).status_code == 302
    row = Attainment.objects.get()
    assert (row.number, str(row.last)) == ("ZF02", later)
    event = AuditEvent.objects.get(action="attainment.correct")
    assert event.reason == "换证" and event.detail["before"]
    assert at.post(to, new | {"reason": "再改"}).status_code == 422, "stale"


def test_the_office_enters_since_when_he_works(made: Force) -> None:
    officer, at = made.officers[made.a1.code][0], office(made)
    to = url("set_working_since", officer.pk)
    for wrong in ("1949-12-31", "明天", str(TODAY + dt.timedelta(days=1))):
        refused = at.post(to, {"since": wrong})
        assert refused.status_code == 422
        assert 'id="since-since_error"' in refused.content.decode()
    assert at.post(to, {"since": "1998-07-01"}).status_code == 302
    assert "每年15个工作日" in words(at.get(url("officer", officer.pk)))
    event = AuditEvent.objects.get(action="officer.working_since")
    assert (event.detail["before"], event.detail["since"]) == ("", "1998-07-01")
    chief = words(client(made.chief_a1).get(url("officer", officer.pk)))
    assert "1998-07-01" not in chief
