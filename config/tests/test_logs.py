from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.urls import reverse

from config.logs import JsonLine


def test_each_request_is_one_line_with_who_what_and_how(cast: Any, sign_in: Any, caplog: Any) -> None:
    client = sign_in(cast.office)
    caplog.set_level(logging.INFO, logger="tasklists.request")
    response = client.get(reverse("health") + "?q=张三")
    (record,) = [record for record in caplog.records if record.name == "tasklists.request"]
    line = json.loads(JsonLine().format(record))
    assert (line["method"], line["path"], line["status"]) == ("GET", "/health/", 200)
    assert line["request"] == response["X-Request-ID"]
    assert "张三" not in JsonLine().format(record)


def test_log_of_a_page_names_the_person_by_number(cast: Any, sign_in: Any, caplog: Any) -> None:
    caplog.set_level(logging.INFO, logger="tasklists.request")
    sign_in(cast.admin).get(reverse("admin:index"))
    assert [record.user for record in caplog.records if record.name == "tasklists.request"] == [cast.admin.pk]


@pytest.mark.django_db
def test_log_asks_no_query_of_its_own(client: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client.get(reverse("health"))


def test_error_is_kept_in_its_line() -> None:
    try:
        raise ValueError("坏数据")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "没有 %s", ("成功",), sys.exc_info())
    line = json.loads(JsonLine().format(record))
    assert line["message"] == "没有 成功"
    assert "ValueError: 坏数据" in line["error"]
