"""Database expressions that come out the same on PostgreSQL and SQLite: whole numbers only.

Days are counted from 1970-01-01, shares are basis points (10000 = 100 %), rounded down.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, DateField, Expression, Func

EPOCH = datetime.date(1970, 1, 1)
MOST_BP = 9_999_999  # a share is cut off here (nearly a thousandfold)


def epoch_day(day: datetime.date) -> int:
    return (day - EPOCH).days


def share_bp(value: Any, whole: Any) -> int:
    """The share of `value` in `whole` (Decimals, whole above 0), rounded down."""
    return max(0, min(int(value * 10_000 // whole), MOST_BP))


class EpochDay(Func):
    """A date as the number of days since 1970-01-01."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="((%(expressions)s)::date - DATE '1970-01-01')::bigint", **context
        )


class DayOfYear(Func):
    """A fixed day (month, day) of a year that is a column."""

    output_field = DateField()

    def __init__(self, year: Any, month: int, day: int) -> None:
        super().__init__(year)
        self.month, self.day = month, day

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"printf('%%%%04d-{self.month:02}-{self.day:02}', %(expressions)s)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"make_date((%(expressions)s)::integer, {self.month}, {self.day})"
        return self.as_sql(compiler, connection, template=template, **context)


class Bp(Func):
    """Decimal points of a percentage (12.5) as basis points (1250)."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(ROUND((%(expressions)s) * 100) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(ROUND((%(expressions)s) * 100) AS BIGINT)"
        return self.as_sql(compiler, connection, template=template, **context)


class ShareBp(Func):
    """`share_bp` of two decimal columns of four places; NULL where one is NULL or the whole is 0.

    SQLite keeps decimals as floats, so both are made whole numbers before they are divided.
    """

    arity = 2
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (part, part_values), (whole, whole_values) = map(compiler.compile, self.source_expressions)
        part, whole = (f"CAST(ROUND(({column}) * 10000) AS INTEGER)" for column in (part, whole))
        return (
            f"MAX(0, MIN({MOST_BP}, {part} * 10000 / NULLIF({whole}, 0)))",
            (*part_values, *whole_values),
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (part, part_values), (whole, whole_values) = map(compiler.compile, self.source_expressions)
        # LEAST and GREATEST pass over NULL there, so NULL is answered first
        sql = (
            f"(CASE WHEN ({part}) IS NOT NULL AND ({whole}) <> 0 THEN "
            f"GREATEST(0, LEAST({MOST_BP}, DIV(({part}) * 10000, ({whole})))) END)::bigint"
        )
        return sql, (*part_values, *whole_values, *part_values, *whole_values)


class OverFacts(Expression):
    """A value worked out from facts that are computed once each: SELECT result FROM (facts).

    `result` is SQL over the facts' names, written by this program, one text for both databases; the
    values of `given` take the place of `{name}`. `steps` are further columns in between, each worked
    out from what stands below it. Django by itself would repeat a fact's subquery at every mention.
    LIMIT keeps PostgreSQL from doing the same.
    """

    def __init__(
        self,
        result: str,
        given: dict[str, Any],
        output_field: Any,
        *,
        steps: Sequence[dict[str, str]] = (),
        **facts: Any,
    ) -> None:
        super().__init__(output_field=output_field)
        self.result, self.given, self.steps = result, given, tuple(steps)
        self.names = list(facts)
        self.facts = list(facts.values())

    def get_source_expressions(self) -> list[Any]:
        return self.facts

    def set_source_expressions(self, expressions: list[Any]) -> None:
        self.facts = list(expressions)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        columns, values = [], []
        for name, fact in zip(self.names, self.facts, strict=True):
            sql, fact_values = compiler.compile(fact)
            columns.append(f"{sql} AS {name}")
            values.extend(fact_values)
        result_values: list[Any] = []

        def place(match: re.Match[str]) -> str:
            value = self.given[match[1]]
            is_day = isinstance(value, datetime.date)
            result_values.append(connection.ops.adapt_datefield_value(value) if is_day else value)
            return "%s"

        text = f"SELECT {self.result} FROM ("  # noqa: S608
        for number, step in reversed(list(enumerate(self.steps))):
            below = f"step{number - 1}" if number else "facts"
            added = ", ".join(f"{sql} AS {name}" for name, sql in step.items())
            text += f"SELECT {below}.*, {added} FROM ("  # noqa: S608
        text = re.sub(r"\{(\w+)\}", place, text)
        text += f"SELECT {', '.join(columns)} LIMIT 1) facts"
        text += "".join(f" LIMIT 1) step{number}" for number in range(len(self.steps)))
        return f"({text})", (*result_values, *values)
