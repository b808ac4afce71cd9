"""Nothing of another unit shows in a page, a list, a file, a count or a search."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import unescape
from zipfile import ZipFile

from django.urls import reverse

from tests.permissions.doors import Visitor, sign
from tests.permissions.guarding import foreign
from tests.permissions.links import refused, ways
from tests.permissions.masking import MASKED, NUMBER, PHONE, PHONES_FOR, unmasked
from tests.permissions.matrix import READERS, rows
from tests.permissions.world import InTheWorld

COUNTY_B = ("990102", "青砚", "砚台山", "Qingyan", "Yantaishan")
NEXT_STATION = ("津堰", "990101510200", "Jinyan")
NARCOTICS_WORK = ("禁毒大队的任务", "禁毒大队的草稿")
DRAFTS = ("的草稿",)
HIDDEN = {
    "staff": COUNTY_B + NARCOTICS_WORK,
    "head": COUNTY_B + NARCOTICS_WORK,
    "leader": COUNTY_B,
    "coordinator": COUNTY_B,
    "chief_a1": COUNTY_B + NEXT_STATION + DRAFTS,
    "officer_a1": COUNTY_B + NEXT_STATION + DRAFTS,
    "personnel_admin": COUNTY_B + NARCOTICS_WORK + DRAFTS,
    "finance": COUNTY_B + NARCOTICS_WORK + DRAFTS,
    "internal_auditor": COUNTY_B,
    "stranger": ("9901", "柳堰", "望津", "禁毒大队", "王建军"),
}
"""Words that must not reach a persona, at whatever door."""
ON_PURPOSE = {"personnel:own_vacancies": NEXT_STATION}
"""Words that a page is about: free posts of one's own bureau name its stations."""
COSTS = (
    *("coordination:task_costs", "coordination:task_costs_file"),
    *("coordination:task_cost", "coordination:paid_task"),
    *("coordination:expenses", "coordination:expenses_file"),
    "coordination:spent_file",
)
"""Who keeps the money reads which tasks it is spent for, and no more of them."""
LISTS = [row.route for row in rows() if row.route.endswith("-list")]


def readable(content: bytes) -> str:
    """The text of a page, or of every part of a workbook."""
    if not content.startswith(b"PK"):
        return content.decode()
    with ZipFile(io.BytesIO(content)) as book:
        parts = [book.read(name) for name in book.namelist() if name.endswith(".xml")]
    return unescape("\n".join(part.decode() for part in parts))


class Words(InTheWorld):
    def open_doors(self, persona: str) -> Iterator[tuple[str, str, str]]:
        """(route, address, text) of everything the persona can read. Whatever it leads
        to lets the persona in."""
        visitor = Visitor(self.world, persona)
        for row in rows():
            for place in row.read_at(persona):
                url = reverse(row.route, args=self.world.address(row.of, place))
                answer = visitor.ask("GET", url)
                assert sign(answer) == ".", f"{persona} at {url}"
                yield row.route, url, readable(answer.content)
        assert not visitor.unguarded, "headers that an answer lacked"
        wrong = refused(visitor)
        assert not wrong, "\n".join(["ways that end in a refusal:", *wrong])

    def test_no_page_list_or_file_says_what_is_hidden(self) -> None:
        assert set(HIDDEN) == set(READERS), "test_matrix leaves these to this test"
        costs = dict.fromkeys(COSTS, NARCOTICS_WORK[:1])
        for persona, words in HIDDEN.items():
            meant = ON_PURPOSE | (costs if persona == "finance" else {})
            for route, url, text in self.open_doors(persona):
                hidden = [word for word in words if word not in meant.get(route, ())]
                found = [word for word in hidden if word in text]
                assert not found, f"{persona} reads {found} at {url}"
                assert not foreign(text), f"another machine at {url}"
                bare = unmasked(persona, text)
                assert not bare, f"{persona} needs no {bare} at {url}"

    def test_numbers_and_telephones_are_there_for_those_who_need_them(self) -> None:
        """A negative control: whoever keeps the people reads both, whoever leads them
        has the telephone masked."""
        officer = self.world.address("officer", "home")[0]
        url = reverse("personnel:officer", args=[officer])
        seen = {
            persona: readable(Visitor(self.world, persona).ask("GET", url).content)
            for persona in ("personnel_admin", "chief_a1", "leader")
        }
        assert all(NUMBER.search(text) for text in seen.values())
        assert {persona: PHONE in text for persona, text in seen.items()} == {
            persona: persona in PHONES_FOR for persona in seen
        }
        assert MASKED in seen["leader"]

    def test_a_way_that_ends_in_a_refusal_is_found(self) -> None:
        """A negative control: of pages that lead to a stranger's task, to nowhere, and
        to an act of others."""
        visitor = Visitor(self.world, "chief_a1")
        task = self.world.address("directive", "bureau")[0]
        sign = self.world.address("assignment", "station")[0]
        page = f"""<a class="x" href="/directives/{task}/">a</a> <a href="/nowhere/">
            <form method="post" action="/assignments/{sign}/report/"> <a href="#top">"""
        visitor.offered = dict.fromkeys(ways("/today/", page), "/today/")
        found = [text.rpartition(" ")[2] for text in refused(visitor)]
        assert found == ["4", "nowhere", "4"], found

    def test_the_words_are_there_for_those_they_concern(self) -> None:
        """A negative control: the same search finds them elsewhere."""
        for persona, words in (
            ("staff_b", ("990102", "砚台山")),
            ("leader", NEXT_STATION[:2] + NARCOTICS_WORK),
        ):
            visitor = Visitor(self.world, persona)
            urls = (reverse("coordination:directives"), reverse("api:station-list"))
            text = "".join(visitor.ask("GET", u).content.decode() for u in urls)
            assert [word for word in words if word in text] == list(words)

    def test_a_stranger_lists_nothing(self) -> None:
        visitor = Visitor(self.world, "stranger")
        for route in LISTS:
            answer = visitor.ask("GET", reverse(route)).json()
            assert answer["results"] == [], route
            assert not answer.get("count"), route
