"""Form fields that print figures as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def plain(value: Any) -> Any:
    """A Decimal without trailing zeros (54.4000 → 54.4); anything else as it is."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value


class QuantityField(forms.DecimalField):
    """A quantity in the row's own unit; None where nothing is entered. Commas and full-width digits
    are read as people type them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 9, "class": "num"})
        )
        super().__init__(max_digits=18, decimal_places=4, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return plain(value)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = (
                value.translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,"))
                .replace(",", "")
                .strip()
            )
        return super().to_python(value)


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"])
        super().__init__(**kwargs)


class SharedChoices:
    """Rows of one form set that choose among the same objects: fetched once, not once a row."""

    def __init__(self, queryset: Any) -> None:
        self.queryset = queryset
        self.choices = [("", _("未选")), *((row.pk, str(row)) for row in queryset)]

    def give_to(self, field: forms.ModelChoiceField) -> None:
        field.queryset = self.queryset
        field.choices = self.choices
