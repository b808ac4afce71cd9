"""Every sentence of the product exists in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from tools import messages


def test_catalogues_are_complete_and_clean():
    assert messages.problems() == []


@pytest.mark.parametrize(
    ("word", "usual", "context", "there"),
    [
        ("Due", "完成时限", "money", "应得"),
        ("From where", "原单位", "money", "来源"),
        ("Answer", "测算结果", "about money", "答复"),
        ("Taken back", "已撤回", "an entry", "冲正"),
        ("What", "项目", "a matter", "事项"),
    ],
)
def test_what_means_something_else_in_a_room_is_said_there(word, usual, context, there):
    with translation.override("zh-hans"):
        assert translation.gettext(word) == usual
        assert translation.pgettext(context, word) == there


# --- the tool itself ------------------------------------------------------------------
SOURCE = """
from django.utils.translation import gettext as _, ngettext, pgettext, gettext_lazy
A = _("Plain")
E = f"{A} {_('In a string')}"
B = ngettext("%(n)s task", "%(n)s tasks", 2)
C = pgettext("month", "May")
D = gettext_lazy(
    "Two "
    "parts"
)
"""
TEMPLATE = """{% load i18n %}{% translate "From a template" %}
{% trans 'Old tag' context "menu" %}
{% blocktranslate trimmed count n=x %}
  {{ n }} row
{% plural %}
  {{ n }} rows
{% endblocktranslate %}
{{ x|default:_("In a filter") }} <p title="it's">don't</p>
{% blocktrans with y=x %}100% of {{ y }}{% endblocktrans %}"""


def tree(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "views.py").write_text(SOURCE, "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, "utf-8")
    return tmp_path


def test_everything_is_found(tmp_path):
    found = messages.extract(tree(tmp_path))
    assert set(found) == {
        (None, "Plain"),
        (None, "In a string"),
        (None, "%(n)s task"),
        ("month", "May"),
        (None, "Two parts"),
        (None, "From a template"),
        ("menu", "Old tag"),
        (None, "%(n)s row"),
        (None, "In a filter"),
        (None, "100%% of %(y)s"),
    }
    assert found[(None, "%(n)s row")].plural == "%(n)s rows"


def test_update_asks_for_what_is_missing_and_takes_it_back(tmp_path):
    root = tree(tmp_path)
    missing = messages.update(root=root)
    assert missing["%(n)s task"] == [""] and missing["month|May"] == ""
    fill: dict[str, str | list[str]] = dict.fromkeys(missing, "中文")
    fill |= {"%(n)s task": ["%(n)s项任务"], "%(n)s row": ["%(n)s行"]}
    fill |= {"100%% of %(y)s": "%(y)s的100%%"}
    assert messages.update(fill, root=root) == {}
    assert messages.problems(root) == []
    assert messages.update(root=root) == {}  # what was filled in stays


def test_unused_ids_disappear(tmp_path):
    root = tree(tmp_path)
    messages.update(root=root)
    (root / "desk" / "views.py").write_text("", "utf-8")
    assert any("no longer used" in said for said in messages.problems(root))
    messages.update(root=root)
    assert not any("no longer used" in said for said in messages.problems(root))


def test_faults_are_told(tmp_path):
    root = tree(tmp_path)
    messages.update({"Plain": "你好,世界", "%(n)s task": ["项任务"]}, root=root)
    said = "\n".join(messages.problems(root))
    assert "half-width punctuation beside Chinese: 'Plain'" in said
    assert "other placeholders: '%(n)s task'" in said
    assert "no translation: 'Two parts'" in said


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("已签收 | 未签收", "a separator that is no punctuation"),
        ("柳堰·津堰", "a separator that is no punctuation"),
        ("缺-25小时", "a hyphen for a minus"),
        ("缺 25小时", "a space the browser sets itself"),
        ("复核中...", "dots for an ellipsis"),
        ("保存成功", "nobody asked whether it succeeded"),
    ],
)
def test_how_chinese_is_set(tmp_path, text, fault):
    root = tree(tmp_path)
    messages.update({"Plain": text, "month|May": "缺25人·时，余−3"}, root=root)
    said = messages.problems(root)
    assert f"zh_Hans: {fault}: 'Plain'" in said
    assert not any(fault in one and "May" in one for one in said)


def test_stale_compiled_catalogue_is_told(tmp_path):
    root = tree(tmp_path)
    messages.update(root=root)
    messages.po_path("en", root).with_suffix(".mo").write_bytes(b"")
    assert any("not the compiled" in said for said in messages.problems(root))
