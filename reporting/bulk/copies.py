"""Districts copied within the database: INSERT … SELECT with every key moved on by whole spans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Model

from districts.models import District, User
from progress.models import AuditEntry

# model → (first key, number of rows); the keys of a copy follow without a gap
Spans = dict[type[Model], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Names:
    """How the district and its people are called, in the original and in the copy."""

    district: str
    people: tuple[str, str]  # beginnings of the user names


def copy_district(spans: Spans, step: int, names: Names) -> int:
    """The `step`th copy of the rows in `spans`; how many rows. Keys of rows outside stay."""
    written = 0
    with connection.cursor() as cursor:
        for model, (first, number) in spans.items():
            columns, chosen, values = [], [], []
            for field in model._meta.concrete_fields:
                sql, given = _column(field, spans, step, names)
                columns.append(connection.ops.quote_name(field.column))
                chosen.append(sql)
                values += given
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} FROM {table} "  # noqa: S608
                "WHERE id BETWEEN %s AND %s ORDER BY id",
                [*values, first, first + number - 1],
            )
            written += number
    return written


def _column(field: Field, spans: Spans, step: int, names: Names) -> tuple[str, list[Any]]:
    """What stands in the column of a copy."""
    column = connection.ops.quote_name(field.column)
    model: Any = field.related_model if isinstance(field, ForeignKey) else field.model
    if (field.primary_key or isinstance(field, ForeignKey)) and model in spans:
        return f"{column} + {spans[model][1] * step}", []
    if field.model is District and field.name == "name":
        return "%s", [names.district]
    if field.model is User and field.name == "username":
        return f"REPLACE({column}, %s, %s)", [*names.people]
    if field.model is AuditEntry and field.name == "object_id":
        return _object_id(column, spans, step), []
    return column, []


def _object_id(column: str, spans: Spans, step: int) -> str:
    """The key of what a step was taken on; its kind stands beside it."""
    kinds = " ".join(
        f"WHEN '{model._meta.label_lower}' THEN {number * step}" for model, (_, number) in spans.items()
    )
    return f"{column} + CASE object_kind {kinds} ELSE 0 END"


def move_sequences(models: Any) -> None:
    """The next key that the database gives out comes after ours."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(sql)
