"""What may be handed in: told by content, kept untouched, given back to be saved."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.utils import timezone

from desk.attaching import MOST_BYTES, file_answer, take_files
from desk.kinds import recognise
from desk.models import Attachment, FileContent
from organization.models import User
from tests.factories import person

PDF = b"%PDF-1.4\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def office(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return packed.getvalue()


def bomb() -> bytes:
    """A document whose one part would unfold to 500 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _n in range(500):
                part.write(bytes(2**20))
    return packed.getvalue()


@pytest.fixture
def user(db: None) -> User:
    return person("clerk")


def take(user: User, *files: tuple[str, bytes]) -> list[Attachment]:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return take_files(by=user, files=uploads, now=timezone.now())


def refusal(user: User, name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        take(user, (name, content))
    assert not Attachment.objects.exists() and not FileContent.objects.exists()
    return " ".join(refused.value.message_dict["evidence"])


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("表.pdf", PDF, "application/pdf"),
        ("照片.PNG", PNG, "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("说明.docx", office("word/document.xml"), "wordprocessingml.document"),
        ("台账.xlsx", office("xl/workbook.xml"), "spreadsheetml.sheet"),
        ("a.txt", "值班表".encode(), "text/plain"),
        ("a.csv", "日期,人数".encode("gb18030"), "text/plain"),
    ],
)
def test_what_people_have_is_kept(
    user: User, name: str, content: bytes, media: str
) -> None:
    (row,) = take(user, (name, content))
    assert (row.name, row.size) == (name, len(content)) and media in row.media_type
    assert bytes(row.content.content) == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("值班表.pdf", b"MZ\x90\x00"),  # a renamed program
        ("a.exe", PDF),
        ("a.pdf.exe", PDF),
        ("a.html", b"<html></html>"),
        ("a.txt", b"<script>alert(1)</script>"),
        ("a.csv", b"x,<img src=x onerror=alert(1)>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.png", b"<svg/>"),
        ("a.txt", b"MZ\x90\x00"),
        ("a.docm", office("word/document.xml")),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("a.docx", office("xl/workbook.xml")),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.zip", office("word/document.xml")),
        ("a", PDF),
        ("", PDF),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    user: User, name: str, content: bytes
) -> None:
    with pytest.raises(ValidationError) if name else pytest.raises(Exception):
        take(user, (name, content))
    assert not Attachment.objects.exists()


def test_sizes(user: User) -> None:
    assert "5 MB" in refusal(user, "a.pdf", PDF + bytes(MOST_BYTES))
    refusal(user, "a.pdf", b"")
    take(user, ("a.pdf", PDF + bytes(MOST_BYTES - len(PDF))))


def test_five_files_and_all_or_none(user: User) -> None:
    with pytest.raises(ValidationError):
        take(user, *[(f"{n}.pdf", PDF) for n in range(6)])
    with pytest.raises(ValidationError):
        take(user, ("a.pdf", PDF), ("b.exe", PDF))
    assert not Attachment.objects.exists()


def test_a_bomb_is_not_unfolded(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the list of entries is read: nothing of an archive is ever opened."""
    packed = bomb()
    assert len(packed) < MOST_BYTES

    def opened(*args: object, **options: object) -> None:
        raise AssertionError("unfolded")

    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    assert recognise("a.docx", packed) is not None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/a.pdf", "a.pdf"),
        ("C:\\桌面\\a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("exe.\u202efdp.pdf", "exe.fdp.pdf"),
        ("长" * 300 + ".pdf", "长" * 90 + ".pdf"),
    ],
)
def test_names_are_plain(user: User, given: str, kept: str) -> None:
    upload = SimpleUploadedFile("a.pdf", PDF)
    upload._name = given  # type: ignore[attr-defined]
    (row,) = take_files(by=user, files=[upload], now=timezone.now())
    assert row.name == kept


def test_the_same_bytes_are_stored_once_and_never_changed(user: User) -> None:
    take(user, ("a.pdf", PDF), ("b.pdf", PDF))
    assert Attachment.objects.count() == 2 and FileContent.objects.count() == 1
    with pytest.raises(Error), transaction.atomic():
        FileContent.objects.update(content=b"x")


def test_it_is_given_back_to_be_saved(user: User) -> None:
    answer = file_answer(take(user, ("排班 表.pdf", PDF))[0])
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store" and answer.content == PDF


def test_people_see_their_own(user: User) -> None:
    take(user, ("a.pdf", PDF))
    assert Attachment.objects.visible_to(user).count() == 1
    assert not Attachment.objects.visible_to(person("other")).exists()
