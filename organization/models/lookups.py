"""`field__among=values`: one of many values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Field, Lookup

if TYPE_CHECKING:
    AnyLookup = Lookup[Any]
else:
    AnyLookup = Lookup


@Field.register_lookup
class Among(AnyLookup):
    """`= ANY(array)`. For thousands of values Django's `IN` takes longer to write
    down than its query to run: each value is a parameter of its own."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        prepare = self.lhs.output_field.get_prep_value
        return [prepare(value) for value in self.rhs]

    def get_db_prep_lookup(
        self, value: Any, connection: Any
    ) -> tuple[str, tuple[Any, ...]]:
        return "%s", (value,)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        array, listed = self.process_rhs(compiler, connection)
        return f"{column} = ANY({array})", (*values, *listed)
