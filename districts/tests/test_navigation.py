"""What a browser sends along: the way back, and numbers of rows."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import Cast
from districts.navigation import row_number


@pytest.mark.parametrize("wanted", ["abc", "?page=2", "#row", "//example.org/", "https://example.org/", ""])
def test_a_way_back_that_is_no_page_of_ours_is_not_taken(cast: Cast, sign_in, wanted: str) -> None:
    answer = sign_in(cast.office).post(reverse("notifications_read"), {"next": wanted})
    assert answer.url == reverse("notifications")


def test_the_way_back_keeps_filters_and_row(cast: Cast, sign_in) -> None:
    wanted = "/notifications/?unread=1#row"
    assert sign_in(cast.office).post(reverse("notifications_read"), {"next": wanted}).url == wanted


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("12", 12),
        (" 12 ", 12),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 5000, None),
        ("²", None),
        ("１２", None),
        ("-1", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers_of_rows(sent: str | None, number: int | None) -> None:
    assert row_number(sent) == number
