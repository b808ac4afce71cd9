"""How names and titles are spelt in pinyin, and the pieces by which they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from organization.pinyin import spelt

LONGEST = 600

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class SpeltField(Text):
    """Full pinyin of another field, written whenever the row is saved."""

    def __init__(self, *args: Any, of: str = "title", **kwargs: Any) -> None:
        self.of = of
        plain: dict[str, Any] = {"max_length": LONGEST, "editable": False}
        super().__init__(*args, **(plain | {"default": "", "db_default": ""} | kwargs))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        written = spelt(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, written)
        return written


class Initials(models.Func):
    """First letters of what a SpeltField holds."""

    template = "regexp_replace(%(expressions)s, '([a-z0-9])[a-z0-9]* ?', '\\1', 'g')"
    arity = 1
    output_field = models.TextField()


class Pieces(models.Func):
    """The characters of the texts, in lower case: what an index finds a text by that
    is asked for by any part of it, in Chinese as well, without an extension of
    PostgreSQL. Made of its own functions alone, so that it costs little where it is
    reckoned row by row."""

    template = "string_to_array(lower(%(expressions)s), NULL)"
    arg_joiner = " || "
    output_field = ArrayField(models.TextField())


class KeptPieces(models.Expression):
    """Pieces that the table keeps in a column reckoned by the database, for tables
    large enough that reckoning them row by row is felt. It is no field of the model:
    whoever reads a unit, or names one beside a row, would read it along."""

    output_field = ArrayField(models.TextField())

    def __init__(self, alias: str = "") -> None:
        super().__init__()
        self.alias = alias

    def resolve_expression(self, query: Any = None, *_args: Any, **_more: Any) -> Any:
        return KeptPieces(query.get_initial_alias())

    def relabeled_clone(self, change_map: Any) -> KeptPieces:
        return KeptPieces(change_map.get(self.alias, self.alias))

    def as_sql(self, compiler: Any, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"{compiler.quote_name_unless_alias(self.alias)}.pieces", ()


def pieces_of(text: str) -> list[str]:
    """The pieces a text must have to contain this one."""
    return sorted(set(text))
