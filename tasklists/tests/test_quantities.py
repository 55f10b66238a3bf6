"""Plain digits, and units that count whole things."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tasklists.fields import QuantityField
from tasklists.importing.fields.numbers import counts_wholes, is_broken
from tasklists.quantities import plain


@pytest.mark.parametrize(
    ("value", "words"),
    [("54.4000", "54.4"), ("100.00", "100"), ("1000", "1000"), ("0.0000", "0"), ("1E+2", "100")],
)
def test_plain_digits_without_trailing_zeros(value, words):
    assert plain(Decimal(value)) == words


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,234", "1234"),
        ("1，234，567.5", "1234567.5"),
        (" 12 345 ", "12345"),
        ("１２．５亩", "12.5"),
        ("-3", "-3"),
    ],
)
def test_figures_are_read_as_people_type_them(typed, value):
    assert QuantityField(unit="亩").clean(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["13,5", "13，5", "1,23", "12,3456", "1e5", "2E+3", "14/15", "13。5"])
def test_what_may_mean_two_figures_is_refused(typed):
    with pytest.raises(ValidationError):
        QuantityField(unit="亩").clean(typed)


def test_nothing_is_printed_for_nothing():
    assert plain(None) == ""


@pytest.mark.parametrize("unit", ["个", "户", "人", "座", "处", "家", "人次", "批次", "个村", "条", "项"])
def test_things_come_in_wholes(unit):
    assert counts_wholes(unit)
    assert is_broken(Decimal("2.5"), unit)
    assert not is_broken(Decimal("3.0000"), unit)


@pytest.mark.parametrize(
    "unit", ["亩", "公里", "万元", "万人", "万户", "万人次", "%", "个百分点", "天", "周", "分", ""]
)
def test_measures_may_be_fractions(unit):
    assert not is_broken(Decimal("2.5"), unit)
