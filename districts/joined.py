"""Rows and the rows below them, read in one query where `prefetch_related` asks once for each kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import FilteredRelation, Model, Q, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Below:
    """Rows that are read along: the relation that leads down to them, what comes with each of them,
    their order (a "-" before a path turns it round), and which of them."""

    relation: str
    along: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    only: Q = field(default_factory=Q)

    @property
    def alias(self) -> str:
        return f"joined_{self.relation}"

    def under(self, paths: tuple[str, ...]) -> list[str]:
        signs = ["-" if path.startswith("-") else "" for path in paths]
        return [
            f"{sign}{self.alias}__{path.removeprefix('-')}" for sign, path in zip(signs, paths, strict=True)
        ]


def read_with(rows: QuerySet[M], *kinds: Below) -> list[M]:
    """The rows in their order, each with these kinds prefetched (of a kind with a condition, `all()` then
    gives those alone). For few rows with few below them: a row comes once for each, and once for each
    pair where two kinds are named."""
    unsaid = rows.model._meta.ordering if rows.query.default_ordering else ()
    order = [*(rows.query.order_by or unsaid)]
    for kind in kinds:
        along = kind.under(kind.along) or [kind.alias]
        rows = rows.annotate(
            **{kind.alias: FilteredRelation(kind.relation, condition=kind.only)}
        ).select_related(*along)
        order += kind.under(kind.order)
    found: dict[Any, M] = {}
    held: dict[Any, tuple[dict[Any, Model], ...]] = {}
    for row in rows.order_by(*order):
        found.setdefault(row.pk, row)
        below = held.setdefault(row.pk, tuple({} for _ in kinds))
        for kind, children in zip(kinds, below, strict=True):
            if child := vars(row).get(kind.alias):  # missing where there is none
                children.setdefault(child.pk, child)
    for pk, row in found.items():
        for kind, children in zip(kinds, held[pk], strict=True):
            _remember(row, kind.relation, list(children.values()))
    return list(found.values())


def _remember(row: Model, relation: str, children: list[Model]) -> None:
    """As `prefetch_related` does."""
    known = getattr(row, relation).get_queryset()
    known._result_cache, known._prefetch_done = children, True
    vars(row).setdefault("_prefetched_objects_cache", {})[relation] = known
