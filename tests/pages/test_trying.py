"""One's own table: handed in, judged in a process of its own, read, forgotten."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from coordination.dispatching import REPEAT_AFTER, Dispatcher
from coordination.files import apart
from coordination.files.template import template
from coordination.services import trying
from coordination.services.trial_runs import TRIALS
from coordination.services.trying import begin_trial
from coordination.trial import running
from desk.files import child
from desk.jobs import SILENT
from desk.models import Job, JobInput
from desk.services import take_job
from organization.models import AuditEvent, User
from tests.factories import Force

TRY = reverse("coordination:try_table")


def client(user: User, language: str = "zh-hans") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(user)
    return made


def hand_in(browser: Client, content: bytes, name: str = "六月任务.xlsx") -> Job:
    sent = {"file": SimpleUploadedFile(name, content)}
    answer = browser.post(TRY, sent)
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.get(pk=answer["Location"].split("/")[-2])


def changed(**cells: object) -> bytes:
    """The template with some cells of `assignments` replaced: D2="…"."""
    book = load_workbook(io.BytesIO(template(timezone.localdate())))
    sheet = next(s for s in book.worksheets if s.title.startswith("assignments"))
    for place, value in cells.items():
        sheet[place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_from_the_empty_table_to_the_answer(force: Force) -> None:
    browser = client(force.staff)
    empty = browser.get(reverse("coordination:try_template"))
    assert empty.status_code == 200
    job = hand_in(browser, empty.content)
    url = reverse("coordination:trial", args=[job.pk])
    waiting = browser.get(url).content.decode()
    assert "every 1s" in waiting
    assert TRIALS.run(job.pk, now=timezone.now())
    text = browser.get(url).content.decode()
    assert "every 1s" not in text
    for word in ("东门", "西关", "重点户走访", "毛发检测", "不等于可以安排", "缺"):
        assert word in text
    english = client(force.staff, "en").get(url).content.decode()
    assert "Of 2 stations, " in english


def test_the_answer_as_a_workbook_has_the_same_figures(force: Force) -> None:
    browser = client(force.staff)
    job = hand_in(browser, changed(D2="=cmd|' /C calc'!A0"))
    TRIALS.run(job.pk, now=timezone.now())
    answer = browser.get(reverse("coordination:trial_file", args=[job.pk]))
    book = load_workbook(io.BytesIO(answer.content))
    verdicts, conflicts, entries = book.worksheets
    assert [verdicts["A2"].value, verdicts["B2"].value] == ["东门", "缺"]
    todo, there, short = (conflicts[f"{letter}2"].value for letter in "FGH")
    assert todo - there == short > 0
    hours = [row[6].value for row in entries.iter_rows(min_row=2)]
    assert sum(hours) == todo
    assert "=" not in {str(row[3].value)[:1] for row in entries.iter_rows(min_row=2)}


def test_many_stations_are_shown_page_by_page(force: Force) -> None:
    book = load_workbook(io.BytesIO(template(timezone.localdate())))
    sheet = next(s for s in book.worksheets if s.title.startswith("capacity"))
    for n in range(60):
        sheet.append([f"第{n}所", None, None, None, None])
    stream = io.BytesIO()
    book.save(stream)
    browser = client(force.staff)
    job = hand_in(browser, stream.getvalue())
    TRIALS.run(job.pk, now=timezone.now())
    url = reverse("coordination:trial", args=[job.pk])
    first, second = (browser.get(url, {"page": n}).content.decode() for n in (1, 2))
    assert (first.count('id="station-'), second.count('id="station-')) == (50, 12)
    assert "62个派出所" in second


def test_wrong_rows_are_told_by_sheet_and_row(force: Force) -> None:
    browser = client(force.chief_a1)
    job = hand_in(browser, changed(F3="6月30日", G4=-5, B5="不存在"))
    TRIALS.run(job.pk, now=timezone.now())
    text = browser.get(reverse("coordination:trial", args=[job.pk])).content.decode()
    for word in ("assignments", "due", "6月30日", "effort_hours", "不存在"):
        assert word in text
    assert "3处" in text
    answer = browser.get(reverse("coordination:trial_file", args=[job.pk]))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [3, 4, 5]


def test_nothing_of_the_file_is_kept(force: Force) -> None:
    sent = changed(D2="绝无仅有的名称", C3="单放的部门", G2=1, G3=1)
    job = hand_in(client(force.staff), sent)
    assert JobInput.objects.count() == 1
    TRIALS.run(job.pk, now=timezone.now())
    job.refresh_from_db()
    assert not JobInput.objects.exists()
    assert job.state == Job.State.DONE
    kept = json.dumps(job.result, ensure_ascii=False)
    assert "东门" in kept
    assert "绝无仅有" not in kept and "单放的部门" not in kept, "in no conflict"
    event = AuditEvent.objects.filter(action="job.start").latest("pk")
    assert "绝无仅有" not in json.dumps(event.detail, ensure_ascii=False)


def test_the_answer_is_gone_after_a_day(force: Force) -> None:
    browser = client(force.staff)
    job = hand_in(browser, template(timezone.localdate()))
    TRIALS.run(job.pk, now=timezone.now())
    assert TRIALS.forget(timezone.now()) == 0
    old = timezone.now() - dt.timedelta(hours=25)
    Job.objects.filter(pk=job.pk).update(created_at=old)
    url = reverse("coordination:trial", args=[job.pk])
    assert browser.get(url).status_code == 404, "even before it is swept away"
    assert TRIALS.forget(timezone.now()) == 1
    assert not Job.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("x.xls", b"PK", ".xlsx"),
        ("x.csv", b"id", ".xlsx"),
        ("x.xlsx", b"", "空"),
        ("x.xlsx", b"0" * (5 * 2**20 + 1), "5"),
    ],
)
def test_a_file_that_is_not_taken(
    force: Force, name: str, content: bytes, word: str
) -> None:
    sent = {"file": SimpleUploadedFile(name, content)}
    answer = client(force.staff).post(TRY, sent)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Job.objects.filter(kind=trying.TRIAL).exists()


def test_without_a_file(force: Force) -> None:
    answer = client(force.staff).post(TRY, {})
    assert answer.status_code == 422
    assert "选择" in answer.content.decode()


def test_three_at_a_time(force: Force) -> None:
    browser = client(force.staff)
    for _ in range(3):
        hand_in(browser, b"PK")
    answer = browser.post(TRY, {"file": SimpleUploadedFile("x.xlsx", b"PK")})
    assert answer.status_code == 422
    hand_in(client(force.chief_a1), b"PK")


def test_nobody_else_sees_it(force: Force) -> None:
    job = hand_in(client(force.staff), b"PK")
    for user in (force.chief_a1, force.system_admin, force.audit_admin):
        for route in ("trial", "trial_file"):
            url = reverse(f"coordination:{route}", args=[job.pk])
            assert client(user).get(url).status_code == 404


def test_a_worker_that_died_is_replaced_once(force: Force) -> None:
    now = timezone.now()
    job = begin_trial(by=force.staff, name="x.xlsx", content=b"PK")
    assert take_job(pk=job.pk, now=now, stale=now - SILENT)
    assert not TRIALS.run(job.pk, now=now), "another worker has it"
    later = now + SILENT + dt.timedelta(seconds=1)
    assert TRIALS.waiting(later) == [job.pk]
    assert TRIALS.run(job.pk, now=later)
    job.refresh_from_db()
    assert (job.state, job.result["problems"][0]["code"]) == ("done", "not_xlsx")


def test_the_dispatcher_hands_it_out_again_when_nothing_happens(force: Force) -> None:
    job = begin_trial(by=force.staff, name="x.xlsx", content=b"PK")
    handed: list[int] = []
    now = [0.0]
    dispatcher = Dispatcher(
        send=lambda ids, queue: None, work=handed.append, clock=lambda: now[0]
    )
    for moment in (0.0, 2.0, REPEAT_AFTER + 3):
        now[0] = moment
        dispatcher.tick()
    assert handed == [job.pk, job.pk]


def bomb() -> bytes:
    """A small workbook whose sheet unfolds to a gigabyte of formulas and strings."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c>" * 20_000_000)
    return stream.getvalue()


def told(content: bytes) -> list[str]:
    said = list(running.judge(content, today=timezone.localtime()))
    return [problem["code"] for problem in said[-1].get("problems", [])]


def test_harmful_workbooks_are_refused_in_time() -> None:
    assert told(bomb()) == ["unpacks_too_big"]
    assert told(b"") == ["not_xlsx"]
    assert told(b"PK\x03\x04 broken") == ["not_xlsx"]


def test_a_page_takes_only_so_many_stations_and_tasks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    today = timezone.localtime().isoformat()
    content = template(timezone.localdate())
    for limit in ("MOST_STATIONS", "MOST_ENTRIES"):
        with monkeypatch.context() as patched:
            patched.setattr(apart, limit, 1)
            assert apart.judge(content, today) == 2
        (problem,) = json.loads(capsys.readouterr().out)["problems"]
        assert problem["code"] == "too_many_for_page"
    assert apart.judge(content, today) == 0


def test_the_judge_knows_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told neither the database nor anything else of our surroundings."""
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import json, os, sys\n"
        "sys.stdin.buffer.read()\n"
        "print(json.dumps({'problems': [], 'seen': sorted(os.environ)}))\n"
    )
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr(running, "JUDGE", "probe")
    monkeypatch.setattr(child, "HOME", tmp_path)
    (said,) = running.judge(b"PK", today=timezone.localtime())
    assert not {"DATABASE_URL", "HOME", "YIPAN_ROLE"} & set(said["seen"])


@pytest.mark.parametrize(
    "deed",
    [
        "x = bytearray(3 * 2**30)",
        "open('left-behind', 'wb').write(b'x' * 10_000_000)",
        "os.kill(os.getpid(), 9)",
        'print(\'{"done": 1, "total": 2}\', flush=True); os._exit(1)',
    ],
)
def test_a_judge_that_fails_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    root = str(child.HOME)
    probe = tmp_path / "probe.py"
    probe.write_text(
        f"import os, sys\nsys.path.insert(0, {root!r})\n"
        f"from desk.files.child import limit\nlimit()\n{deed}\n"
    )
    monkeypatch.setattr(running, "JUDGE", "probe")
    monkeypatch.setattr(child, "HOME", tmp_path)
    assert told(b"PK" * 100_000) == ["too_hard"]
    left = tmp_path / "left-behind"
    assert not left.exists() or left.stat().st_size == 0
