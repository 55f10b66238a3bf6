"""What is wrong in the grid stands in its cell: marked, with its sentence, told to those who listen."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from lxml import html

from conftest import make_indicator, make_task
from progress.models import ProgressReport, QuotaReport
from progress.tests.rounds import make_period, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def june(cast, task_list):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        yield make_period(task_list, 6)


@pytest.fixture
def task(cast, task_list, june):
    task = make_task(task_list, lead=cast.department, title="建设停车点")
    make_indicator(task, 10, {cast.town1: 4, cast.town2: 6}, name="停车点", unit="个")
    return task


def lines(client, url):
    return [line for _period, held in client.get(url).context["groups"] for line in held]


def wrong_cells(response):
    """(name of the field, its sentence) of every marked cell; the field says that it is wrong, and where."""
    page = html.fromstring(response.content.decode())
    found = []
    for cell in page.xpath("//td[contains(concat(' ', @class, ' '), ' wrong ')]"):
        (field,) = cell.xpath(".//*[@aria-invalid='true']")
        (said,) = cell.xpath(".//ul[@class='errors']")
        assert said.get("id") in field.get("aria-describedby").split()
        found.append((field.get("name").partition("-")[2], said.text_content().strip()))
    return found


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("很多", "请填数字，如 1200 或 54.4。"),
        ("-3", "请填不小于 0 的数。"),
        ("2.5", "“个”只能数整的，请把 2.5 改为不带小数的整数。"),
        ("99999999999", "请填不大于 10000000000 的数。"),
    ],
)
def test_a_figure_that_is_none_is_told_in_its_cell(cast, task, sign_in, typed, sentence):
    url = reverse("progress_town", args=[cast.town1.pk])
    town = sign_in(cast.town)
    (line,) = lines(town, url)
    response = town.post(url, sent(line, value=typed) | {"action": "save"})
    assert wrong_cells(response) == [("value", sentence)]
    assert not QuotaReport.objects.exists()
    assert f'value="{typed}"' in response.text


def test_what_keeps_a_row_from_being_handed_in_is_told_in_its_cells(cast, task, sign_in):
    url = reverse("progress_department", args=[cast.department.pk])
    other = make_task(task.task_list, "2", lead=cast.department, title="修路")
    key = make_indicator(other, 10, name="道路", unit="公里").pk
    lead = sign_in(cast.lead)
    first, second = lines(lead, url)
    typed = sent(first, progress_text="推进") | sent(second, **{f"value_{key}": "13"})
    response = lead.post(url, typed | {"action": "hand_in"})
    assert wrong_cells(response) == [
        (f"word_{key}", "“道路”累计 13公里 明显超出任务量 10公里，请在这里写明原因。"),
        ("progress_text", "进展情况还没有填，请用一两句话写明。"),
    ]
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"submitted", "draft"}


def test_the_whole_form_tells_it_at_its_fields_too(cast, task, sign_in, june):
    url = reverse("progress_write", args=[june.pk, task.pk, cast.department.pk])
    lead = sign_in(cast.lead)
    line = lead.get(url).context["line"]
    response = lead.post(url, sent(line, problems_text="无") | {"action": "hand_in"})
    page = html.fromstring(response.content.decode())
    (field,) = page.xpath("//*[@aria-invalid='true']")
    assert field.get("name").endswith("progress_text")
    assert "进展情况还没有填" in page.xpath("//*[contains(@class, 'field-wrong')]")[0].text_content()


def test_a_row_whose_hidden_version_was_emptied_is_read_as_new(cast, task, sign_in):
    url = reverse("progress_town", args=[cast.town1.pk])
    town = sign_in(cast.town)
    (line,) = lines(town, url)
    town.post(url, sent(line, value="2", version="") | {"action": "save"})
    assert QuotaReport.objects.get().value == 2
