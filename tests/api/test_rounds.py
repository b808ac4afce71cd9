"""Rounds of two-way selection for other systems."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from personnel.models import SelectionRound
from personnel.services.rounds import matching, running
from tests.api.conftest import problems
from tests.personnel.selections import account, post_of

NOW = timezone.now()
SOON, LATER = NOW + dt.timedelta(days=3), NOW + dt.timedelta(days=6)


def test_a_round_to_its_publication(made, as_user):
    admin = as_user(made.personnel_admin)
    officer = made.officers[made.a2.code][1]
    user = account(officer)
    post = post_of(made.a1)
    body = {
        "bureau": made.county_a.code,
        "title": "双向选择",
        "wishes_until": SOON.isoformat(),
        "ranks_until": LATER.isoformat(),
        "places": [{"post": post.pk, "places": 1}],
        "officers": [officer.pk],
    }
    wrong = body | {"ranks_until": SOON.isoformat()}
    assert set(problems(admin.post("selection-rounds/", wrong))) == {"ranks_until"}
    assert not SelectionRound.objects.exists()
    sent = admin.post("selection-rounds/", body, Idempotency_Key="k")
    again = admin.post("selection-rounds/", body, Idempotency_Key="k")
    assert sent.status_code == 201 and again.json() == sent.json()
    one = f"selection-rounds/{sent.json()['id']}/"
    mine, chief = as_user(user), as_user(made.chief_a1)
    assert mine.get(one).status_code == 404, "a draft is nobody else's business"
    assert admin.post(f"{one}open/", {}).status_code == 428
    assert admin.post(f"{one}open/", {}, If_Match='"1"').status_code == 412
    tag = admin.tag(one)
    assert admin.post(f"{one}open/", {}, If_Match=tag).status_code == 200
    there = mine.get(one).json()["posts"][0]["id"]
    unknown = mine.post(f"{one}choose/", {"posts": [there + 1]})
    assert set(problems(unknown)) == {"posts"}
    twice = mine.post(f"{one}choose/", {"posts": [there, there]})
    assert set(problems(twice)) == {"posts"}
    assert mine.post(f"{one}choose/", {"posts": [there]}).json()["choices"] == [there]
    row = SelectionRound.objects.get()
    running.run_clocks(now=SOON)
    assert mine.post(f"{one}choose/", {"posts": []}).status_code == 409
    member = row.officers.get()
    nobody = chief.post(f"{one}rank/", {"post": there, "officers": [member.pk + 1]})
    assert set(problems(nobody)) == {"officers"}
    done = chief.post(f"{one}rank/", {"post": there, "officers": [member.pk]})
    assert done.status_code == 200
    running.run_clocks(now=LATER)
    for job in matching.ROUNDS.waiting(LATER):
        matching.ROUNDS.run(job, now=LATER)
    assert mine.get(one).json()["match"] is None
    admin.post(f"{one}publish/", {}, If_Match=admin.tag(one))
    assert mine.get(one).json()["match"] == {"post": there, "choice": 1}
    closed = admin.post(f"{one}close/", {}, If_Match=admin.tag(one))
    assert closed.json()["state"] == "closed"
    twice = admin.post(f"{one}close/", {}, If_Match="*")
    assert twice.status_code == 409
