"""A rate from its numerator and denominator: in its own unit, within what a rate can be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from conftest import Cast, make_indicator, make_task
from progress.forms import ReportForm
from tasklists.models import Indicator, TaskList


def filled(indicator: Indicator, value: str, above: str, below: str) -> Any:
    key = indicator.pk
    typed = {f"value_{key}": value, f"numerator_{key}": above, f"denominator_{key}": below, "version": "0"}
    return ReportForm(typed, report=None, indicators=[indicator])


@pytest.fixture(params=[("%", "0.5"), ("％", "0.5"), ("‰", "5")])
def rate(request: Any, cast: Cast, task_list: TaskList) -> tuple[Indicator, str]:
    """An indicator, and what 5 of 1000 is in its unit."""
    unit, worked_out = request.param
    return make_indicator(make_task(task_list), 5, name="发生率", unit=unit), worked_out


def test_a_rate_is_worked_out_in_its_own_unit(rate: tuple[Indicator, str]) -> None:
    indicator, worked_out = rate
    for stated in ("", worked_out):
        form = filled(indicator, stated, "5", "1000")
        assert form.is_valid(), form.errors
        assert form.entry().figures[indicator.pk].value == Decimal(worked_out)


def test_a_rate_that_is_not_that_of_its_parts_is_refused_with_the_right_one(
    rate: tuple[Indicator, str],
) -> None:
    indicator, worked_out = rate
    form = filled(indicator, "7", "5", "1000")
    assert form.errors[f"value_{indicator.pk}"] == [
        f"所填比率与分子、分母不符：按分子分母应为 {worked_out}{indicator.unit}。"
    ]


def test_parts_that_no_rate_has_are_refused_in_a_sentence(rate: tuple[Indicator, str]) -> None:
    indicator, _worked_out = rate
    form = filled(indicator, "", "10000000000", "0.0001")
    assert form.errors == {f"numerator_{indicator.pk}": ["分子是分母的 100 倍以上，请核对分子、分母。"]}
    assert filled(indicator, "", "100", "1").is_valid()
