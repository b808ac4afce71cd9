"""The message catalogues, without the gettext programs.

    python tools/messages.py update [--fill FILE]   read the source, merge, compile
    python tools/messages.py check                  say what is wrong; exit 1 if so

`update` prints the untranslated ids as JSON, ready to be filled in and handed back
with --fill: {msgid: text}, or {msgid: [text]} for plurals. An id that has a context is
written "context|msgid".
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract as babel_extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    *("config", "organization", "desk", "personnel", "budget", "tasking"),
    "coordination",
)
LANGUAGES = {
    "zh_Hans": "nplurals=1; plural=0;",
    "en": "nplurals=2; plural=(n != 1);",
}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# What templatize() leaves of a template: calls among blanked-out text.
_CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*((?:(?:{_STRING})\s*,?\s*)+)")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
_CJK = r"[\u3400-\u9fff]"
_BADLY_SET = {
    "half-width punctuation beside Chinese": rf"{_CJK}[,;:?!()]|[,;:?!()]{_CJK}",
    "a separator that is no punctuation": r"(?<!人)[·•]|\|",  # 人·时 is a unit
    "a hyphen for a minus": r"(?<![A-Za-z\d-])-\d",
    "a space the browser sets itself": rf"{_CJK} +[\d{{%]|[\d}}] +{_CJK}",
    "dots for an ellipsis": r"\.\.\.|。。",
    "nobody asked whether it succeeded": "成功",
}
"""How Chinese must not be set, and what does not need to be said."""

Key = tuple[str | None, str]  # context, msgid


@dataclass
class Message:
    """One id of the source, and the files that use it."""

    context: str | None
    msgid: str
    plural: str
    files: set[str]

    @property
    def key(self) -> Key:
        return self.context, self.msgid


# --- source ---------------------------------------------------------------------------
def extract(root: Path = ROOT) -> dict[Key, Message]:
    """Every translatable string of the Python files and the templates."""
    found: dict[Key, Message] = {}
    for path, strings in _all_strings(root):
        name = path.relative_to(root).as_posix()
        for context, msgid, plural in strings:
            message = found.setdefault(
                (context, msgid), Message(context, msgid, plural, set())
            )
            message.plural = message.plural or plural
            message.files.add(name)
    return found


def _all_strings(
    root: Path,
) -> Iterator[tuple[Path, Iterator[tuple[str | None, str, str]]]]:
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, _python_strings(path)
    folders = [root / "templates", *(root / room / "templates" for room in ROOMS)]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".html", ".txt"):
                yield path, _template_strings(path)


def _python_strings(path: Path) -> Iterator[tuple[str | None, str, str]]:
    text = path.read_text("utf-8")
    source = BytesIO("\n".join((text, *_within_strings(text))).encode())
    for _line, message, _comments, context in babel_extract(
        "python", source, keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        if isinstance(message, str):
            yield context, message, ""
        else:
            yield context, message[0], message[1]


def _within_strings(text: str) -> Iterator[str]:
    """Calls within f-strings: to Python before 3.12 these are no more than strings."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            for part in ast.walk(node):
                if isinstance(part, ast.Call):
                    yield ast.unparse(part)


def _template_strings(path: Path) -> Iterator[tuple[str | None, str, str]]:
    pseudo = templatize(path.read_text("utf-8"), origin=str(path))
    for call in _CALL.finditer(pseudo):
        name = call[1]
        texts = [ast.literal_eval(text) for text in re.findall(_STRING, call[2])]
        context = texts.pop(0) if "p" in name else None
        plural = texts[1] if name.startswith("n") else ""
        yield context, texts[0], plural


# --- catalogues -----------------------------------------------------------------------
def po_path(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(language: str, root: Path) -> polib.POFile:
    path = po_path(language, root)
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def _by_key(catalogue: polib.POFile) -> dict[Key, polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue}


def update(
    fill: dict[str, str | list[str]] | None = None, root: Path = ROOT
) -> dict[str, str | list[str]]:
    """Merge the source into both catalogues, drop what is no longer used, compile.
    Returns the untranslated Chinese ids in the form that `fill` takes."""
    messages = extract(root)
    missing: dict[str, str | list[str]] = {}
    for language, plural_forms in LANGUAGES.items():
        old = _by_key(_read(language, root))
        catalogue = polib.POFile(wrapwidth=88)
        catalogue.metadata = {
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": plural_forms,
        }
        for key in sorted(messages, key=lambda one: (one[1], one[0] or "")):
            entry = _entry(messages[key], language, old.get(key), fill or {})
            catalogue.append(entry)
            if not entry.translated():
                empty: str | list[str] = [""] if entry.msgid_plural else ""
                missing[_fill_key(messages[key])] = empty
        path = po_path(language, root)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
    compile_catalogues(root)
    return missing


def _fill_key(message: Message) -> str:
    return f"{message.context}|{message.msgid}" if message.context else message.msgid


def _entry(
    message: Message,
    language: str,
    old: polib.POEntry | None,
    fill: dict[str, str | list[str]],
) -> polib.POEntry:
    forms = [message.msgid, message.plural] if message.plural else [message.msgid]
    if language != "en":
        given = fill.get(_fill_key(message), fill.get(message.msgid))
        forms = _given(given) or _kept(old)
    entry = polib.POEntry(
        msgid=message.msgid,
        msgctxt=message.context,
        occurrences=[(name, "") for name in sorted(message.files)],
        flags=["python-format"] if "%(" in message.msgid + message.plural else [],
    )
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict(enumerate(forms or [""]))
    else:
        entry.msgstr = forms[0] if forms else ""
    return entry


def _given(given: str | list[str] | None) -> list[str]:
    if not given:
        return []
    return [given] if isinstance(given, str) else given[:1]


def _kept(old: polib.POEntry | None) -> list[str]:
    if old is None:
        return []
    return [old.msgstr_plural.get(0, "")] if old.msgid_plural else [old.msgstr]


def compile_catalogues(root: Path = ROOT) -> None:
    """Write the .mo file beside each .po file."""
    for language in LANGUAGES:
        path = po_path(language, root)
        path.with_suffix(".mo").write_bytes(_read(language, root).to_binary())


# --- check ----------------------------------------------------------------------------
def problems(root: Path = ROOT) -> list[str]:
    """Everything that keeps the catalogues from being complete and clean."""
    messages = extract(root)
    said: list[str] = []
    for language in LANGUAGES:
        catalogue = _read(language, root)
        entries = _by_key(catalogue)
        said += [f"{language}: not in the catalogue: {key[1]!r}"
                 for key in messages if key not in entries]  # fmt: skip
        said += [f"{language}: no longer used: {entry.msgid!r}"
                 for key, entry in entries.items()
                 if key not in messages or entry.obsolete]  # fmt: skip
        for entry in catalogue:
            said += [f"{language}: {what}: {entry.msgid!r}" for what in _faults(entry)]
        compiled = po_path(language, root).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
            said.append(f"{language}: django.mo is not the compiled django.po")
    return said


def _faults(entry: polib.POEntry) -> Iterator[str]:
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if not all(texts):
        yield "no translation"
        return
    if entry.fuzzy:
        yield "fuzzy"
    wanted = sorted(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    single = sorted(_PLACEHOLDER.findall(entry.msgid))
    for text in texts:
        if sorted(_PLACEHOLDER.findall(text)) not in (wanted, single):
            yield "other placeholders"
        for fault, found in _BADLY_SET.items():
            if re.search(_CJK, text) and re.search(found, text):
                yield fault


# --- command line ---------------------------------------------------------------------
def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="The message catalogues.")
    parser.add_argument("action", choices=["update", "check"])
    parser.add_argument("--fill", type=Path, help="JSON file with translations")
    options = parser.parse_args(arguments)
    if options.action == "check":
        said = problems()
        print("\n".join(said) or "The catalogues are complete.")
        return 1 if said else 0
    fill = json.loads(options.fill.read_text("utf-8")) if options.fill else None
    missing = update(fill)
    if missing:
        print(json.dumps(missing, ensure_ascii=False, indent=1))
        print(f"{len(missing)} untranslated.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
