"""An address that only takes what a form sends, opened by hand."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from conftest import Cast


def test_opened_by_hand_it_says_so_on_a_page(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast.office).get(reverse("notifications_read"))
    assert answer.status_code == 405
    assert "这里不能直接打开" in answer.content.decode()
    assert answer["Allow"] == "POST"


def test_a_program_gets_the_bare_refusal(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast.office).get(reverse("notifications_read"), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.content) == (405, b"")
