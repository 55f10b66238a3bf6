"""Form fields that print figures as people write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tasklists.importing.fields.numbers import is_broken
from tasklists.quantities import plain
from tasklists.years import why_not_deadline


class QuantityField(forms.DecimalField):
    """A quantity in the row's own unit; None where nothing is entered. Commas, blanks, full-width
    digits and the unit itself are read as people type them; of what is counted in wholes (个, 户, 人)
    a fraction is refused, unless it is the one that stood there."""

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 9, "class": "num"})
        )
        super().__init__(**{"max_digits": 18, "decimal_places": 4} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.translate(str.maketrans("０１２３４５６７８９．，％", "0123456789.,%"))
            value = re.sub(r"\s", "", value)
            if self.unit:
                value = value.removesuffix(self.unit)
            value = _without_commas(value)
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if is_broken(value, self.unit) and plain(value) != str(self.initial or ""):
            raise forms.ValidationError(
                _("“%(unit)s”只能数整的，请把 %(value)s 改为不带小数的整数。"),
                code="broken",
                params={"unit": self.unit, "value": plain(value)},
            )


def _without_commas(text: str) -> str:
    """Raises ValidationError for a comma that parts no thousands (13,5) and for a power of ten (1e5): what
    they stand for is anybody's guess."""
    if "," in text and not re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?%?", text):
        raise forms.ValidationError(
            _("“%(text)s”读不出是多少：逗号只用来分千位（如 12,345），小数点请用“.”。"),
            code="comma",
            params={"text": text},
        )
    if "e" in text.lower():
        raise forms.ValidationError(
            _("“%(text)s”不是普通写法的数，请写出全部数字。"), code="exponent", params={"text": text}
        )
    return text.replace(",", "")


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"])
        super().__init__(**kwargs)


def fitting_deadline(form: forms.BaseForm, year: int) -> datetime.date | None:
    """The form's `deadline`; one that is entered anew fits the list's year. Raises ValidationError."""
    day = form.cleaned_data["deadline"]
    if day and "deadline" in form.changed_data and (sentence := why_not_deadline(day, year)):
        raise forms.ValidationError(sentence, code="year")
    return day


class SharedChoices:
    """Rows of one form set that choose among the same bodies of a district: fetched once, not once a
    row. One that is out of use is offered to the rows that name it already, and to no other."""

    def __init__(self, bodies: QuerySet) -> None:
        rows = list(bodies)
        self.bodies = bodies
        self.choices = [("", _("未选")), *((row.pk, str(row)) for row in rows if row.is_active)]
        self.out_of_use = {row.pk: said_of_body(row) for row in rows if not row.is_active}

    def give_to(self, field: forms.ModelChoiceField, held: int | None) -> None:
        """`held`: the body that stands in the row, None for none."""
        field.queryset = in_use_or_held(self.bodies, [held] if held else [])
        kept = [(held, self.out_of_use[held])] if held in self.out_of_use else []
        field.choices = [*self.choices, *kept]


class BodiesField(forms.ModelMultipleChoiceField):
    """Several towns or departments, those out of use named so."""

    def label_from_instance(self, obj: Any) -> str:
        return said_of_body(obj)


def said_of_body(body: Any) -> str:
    """A department or town as a choice."""
    return str(body) if body.is_active else _("%s（已停用）") % body


def in_use_or_held(bodies: QuerySet, held: Collection[int]) -> QuerySet:
    """What may be chosen where the bodies `held` stand: nothing falls out because it went out of use."""
    return bodies.filter(Q(is_active=True) | Q(pk__in=held))
