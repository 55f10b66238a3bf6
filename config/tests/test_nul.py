"""NUL, which no text of the database holds, is left out of whatever is sent."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from config.numbers import NumbersWithinBounds
from conftest import Cast
from tasklists.models import TaskList


@pytest.fixture
def office(cast: Cast, sign_in):
    return sign_in(cast.office)


def test_a_search_does_without_it(cast: Cast, office) -> None:
    page = office.get(reverse("search"), {"q": "ab\0cd"})
    assert page.status_code == 200 and page.context["search_text"] == "abcd"


@pytest.mark.parametrize("key", ["light", "q\0", "page", "next", "year"])
def test_no_page_of_a_list_minds_it(cast: Cast, task_list: TaskList, office, key: str) -> None:
    assert office.get(reverse("list", args=[task_list.pk]), {key: "\0"}).status_code == 200


def sent() -> HttpRequest:
    request = RequestFactory().post("/", {"reason": "a\0b", "row\0": ["\0", "q7"]})
    seen = NumbersWithinBounds(lambda request: HttpResponse())
    seen.process_view(request, None, (), {})
    return request


def test_what_is_posted_loses_it_in_names_and_values() -> None:
    assert dict(sent().POST.lists()) == {"reason": ["ab"], "row": ["", "q7"]}


def test_what_is_posted_in_plain_form_loses_it() -> None:
    request = RequestFactory().post("/", "reason=a%00b", content_type="application/x-www-form-urlencoded")
    NumbersWithinBounds(lambda request: HttpResponse()).process_view(request, None, (), {})
    assert request.POST["reason"] == "ab"


def test_files_stay_beside_it() -> None:
    upload = SimpleUploadedFile("a.txt", b"a\0b")
    request = RequestFactory().post("/", {"reason": "a\0b", "sheet": upload})
    NumbersWithinBounds(lambda request: HttpResponse()).process_view(request, None, (), {})
    assert request.POST["reason"] == "ab" and request.FILES["sheet"].read() == b"a\0b"


def test_what_holds_none_is_left_as_it_is() -> None:
    request = RequestFactory().post("/", {"reason": "甲"})
    before = request.POST
    NumbersWithinBounds(lambda request: HttpResponse()).process_view(request, None, (), {})
    assert request.POST is before


def test_the_admin_minds_no_choice_that_is_none(cast: Cast, task_list: TaskList, office) -> None:
    add = reverse("admin:tasklists_task_add")
    for key in ("parent", "task_list", "category"):
        for value in ("\0", " ", "x", "²"):
            assert office.get(add, {key: value}).status_code < 500, (key, value)
            assert office.post(add, {key: value}).status_code < 500, (key, value)


def test_the_admin_leaves_out_a_filter_that_is_none(cast: Cast, task_list: TaskList, office) -> None:
    page = office.get(reverse("admin:tasklists_task_export"), {"measure": "x"})
    assert page.status_code in (200, 302)
    sent = office.post(
        reverse("admin:tasklists_task_export") + "?measure=x", {"format": "0", "resource": "0"}
    )
    assert sent.status_code in (200, 302)
