"""Rows of a list that cannot go, because rows of rooms to the right, such as reports, stand on them."""

from __future__ import annotations

from django.db.models import PROTECT, QuerySet


def kept_by_others(rows: QuerySet) -> set[int]:
    """Ids of those of the rows that may not be deleted; one query a kind of row that forbids it."""
    kept: set[int] = set()
    fields = rows.model._meta.get_fields(include_hidden=True)
    for relation in (field for field in fields if field.auto_created and field.one_to_many):
        if relation.on_delete is PROTECT:
            name = relation.field.name
            held = relation.related_model._base_manager.filter(
                **{f"{name}__in": rows.order_by().values("pk")}
            )
            kept.update(held.order_by().values_list(f"{name}_id", flat=True).distinct())
    return kept
