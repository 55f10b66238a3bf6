"""The grid in which the office enters shares: towns down, indicators across, sums beside totals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from tasklists.changes import quantity, target_of
from tasklists.forms import QuotaField, QuotaForm


@dataclass(frozen=True, slots=True)
class Foot:
    """Under a column: what is shared out, what is stated ("" where no figure is), what is missing.
    `stated_value` is the figure to which the sum is held, for the script that keeps it running."""

    sum: str
    stated: str
    stated_value: str
    gap: str


class QuotaGrid:
    def __init__(self, columns: list[QuotaForm]) -> None:
        self.columns = columns

    @property
    def heads(self) -> list[str]:
        return [str(column.indicator) for column in self.columns]

    @property
    def has_errors(self) -> bool:
        return any(column.errors for column in self.columns)

    def rows(self) -> list[tuple[Any, list[tuple[forms.BoundField | None, str]]]]:
        """(town, its field in each column with the towns that share its item)."""
        towns = {town.pk: town for column in self.columns for town in column.towns}
        ordered = sorted(towns.values(), key=lambda town: (town.position, town.pk))
        return [(town, [_cell(column, town.pk) for column in self.columns]) for town in ordered]

    def feet(self) -> list[Foot]:
        return [_foot(column) for column in self.columns]


def _cell(column: QuotaForm, town: int) -> tuple[forms.BoundField | None, str]:
    if str(town) not in column.fields:
        return None, ""
    quota = column.held.get(town)
    partners = [str(partner.town) for partner in quota.partners.all()] if quota else []
    return column[str(town)], "、".join(partners)


def _foot(column: QuotaForm) -> Foot:
    indicator = column.indicator
    total = sum((_value(field) for field in column), Decimal(0))
    held_to = None if indicator.comparator == indicator.Comparator.RANGE else indicator.target
    gap = "" if held_to is None or held_to == total else quantity(held_to - total, "")
    return Foot(quantity(total, ""), target_of(indicator), quantity(held_to, ""), gap)


def _value(field: forms.BoundField) -> Decimal:
    """The figure that stands in the field, typed or stored; 0 where it is none."""
    try:
        value = field.field.to_python(field.value())
    except forms.ValidationError:
        return Decimal(0)
    return Decimal(0) if value is None or value == QuotaField.NAMED else value
