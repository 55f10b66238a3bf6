"""The browser fixtures themselves, on the two pages that exist without any list."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect


def test_sign_in_page_is_accessible_and_lets_a_person_in(visitor: Any, cast: Any) -> None:
    page = visitor.open(reverse("login"))
    expect(page.locator("input[name=password]")).to_be_visible()
    visitor.axe()
    visitor.assert_no_sideways_scroll()
    visitor.screenshot("sign-in")
    visitor.sign_in(cast.office)
    expect(page.locator("body")).to_contain_text(cast.office.full_name)


def test_breach_of_the_content_security_policy_is_noticed(visitor: Any, cast: Any) -> None:
    page = visitor.open(reverse("admin:login"))
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    expect(page.locator("body")).to_be_visible()
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_axe_sees_an_image_without_text(visitor: Any, cast: Any) -> None:
    page = visitor.open(reverse("admin:login"))
    page.evaluate("document.body.append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        visitor.axe()
