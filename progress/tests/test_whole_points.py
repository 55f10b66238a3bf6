"""Whole percentage points: rounded as a spreadsheet rounds them, but never to all or nothing by rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest

from progress.explanations import whole_points
from progress.templatetags.entries import whole_points as in_a_page


@pytest.mark.parametrize(
    ("part", "whole", "points"),
    [
        (3, 19, 16),
        (2, 3, 67),
        (1, 3, 33),
        (1, 8, 13),
        (0, 7, 0),
        (7, 7, 100),
        (1, 1000, 1),
        (999, 1000, 99),
        (8, 7, 114),
        (Decimal("124.5"), 1000, 12),
        (Decimal("125"), Decimal("1000"), 13),
        (0, 0, None),
        (None, 7, None),
    ],
)
def test_of_a_part_and_a_whole(part: int | None, whole: int, points: int | None) -> None:
    assert whole_points(part, whole) == points


@pytest.mark.parametrize(
    ("bp", "points"),
    [
        (0, 0),
        (1, 1),
        (49, 1),
        (1549, 15),
        (1550, 16),
        (4835, 48),
        (9949, 99),
        (9950, 99),
        (9999, 99),
        (10_000, 100),
        (10_050, 101),
        (None, None),
    ],
)
def test_of_basis_points(bp: int | None, points: int | None) -> None:
    assert whole_points(bp) == points


def test_a_page_prints_nothing_for_nothing() -> None:
    assert [in_a_page(value) for value in (1550, None, "")] == ["16", "", ""]
