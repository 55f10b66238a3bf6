"""Rows together with the rows below them, read by one join where `prefetch_related` asks twice."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import FilteredRelation, Model, QuerySet

M = TypeVar("M", bound=Model)
CHILD = "joined_child"


def with_children(rows: QuerySet[M], relation: str) -> list[M]:
    """The rows in their order, `relation.all()` of each read along; one query. For rows that have few
    children: each child brings its parent's columns again."""
    children: dict[int, list[Model]] = {}
    parents: dict[int, M] = {}
    for row in rows.annotate(**{CHILD: FilteredRelation(relation)}).select_related(CHILD):
        parent = parents.setdefault(row.pk, row)
        held = children.setdefault(row.pk, [])
        if child := row.__dict__.get(CHILD):
            held.append(child)
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = held
    return list(parents.values())
