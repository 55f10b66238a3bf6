"""Saving while somebody types: the row's new version, or what stands in the way."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import make_indicator, make_task
from progress.models import ProgressReport
from progress.tests.rounds import make_period, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(cast, task_list, sign_in):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        make_period(task_list, 6)
        task = make_task(task_list, lead=cast.department)
        make_indicator(task, 10)
        url = reverse("progress_department", args=[cast.department.pk])
        page = sign_in(cast.staff).get(url)
        ((_period, (line,)),) = page.context["groups"]
        yield line


def save(client, line, **typed):
    url = reverse("progress_department_draft", args=[line.row.department.pk])
    return client.post(
        url, sent(line, **typed) | {"row": line.row.key}, headers={"accept": "application/json"}
    )


def test_saved_with_its_new_version_and_without_history_at_each_key(cast, line, sign_in):
    staff = sign_in(cast.staff)
    answer = save(staff, line, progress_text="开").json()
    assert answer["version"] == 1
    answer = save(staff, line, progress_text="开工", version=1, seen=answer["seen"]).json()
    assert answer["version"] == 2
    report = ProgressReport.objects.get()
    assert report.progress_text == "开工"
    assert report.history.filter(progress_text="开").count() == 0


def test_a_conflict_says_what_the_other_wrote(cast, line, sign_in):
    save(sign_in(cast.staff), line, progress_text="职员写的")
    response = save(sign_in(cast.lead), line, progress_text="负责人写的")
    assert response.status_code == 409
    assert response.json()["theirs"] == ["现为：进展情况 “职员写的”"]
    assert ProgressReport.objects.get().progress_text == "职员写的"


def test_a_wrong_figure_is_told_in_its_cell(cast, line, sign_in):
    key = line.row.indicators[0].pk
    response = save(sign_in(cast.staff), line, **{f"value_{key}": "很多"})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [f"{line.row.key}-value_{key}"]
    assert not ProgressReport.objects.exists()


def test_after_the_closing_day_it_is_locked(cast, line, sign_in):
    with time_machine.travel(datetime.datetime(2026, 6, 26, 10), tick=False):
        response = save(sign_in(cast.staff), line, progress_text="晚了")
    assert response.status_code == 423
    assert "截止" in response.json()["message"]


@pytest.mark.parametrize("typed", ["1,200", "１２００", " 1200 公里 ", "1200"])
def test_figures_as_people_type_them(cast, line, sign_in, typed):
    key = line.row.indicators[0].pk
    save(sign_in(cast.staff), line, **{f"value_{key}": typed})
    assert ProgressReport.objects.get().figures.get().value == 1200


def test_the_answer_carries_the_share_and_what_asks_for_a_word(cast, line, sign_in):
    key = f"value_{line.row.indicators[0].pk}"
    word = f"{line.row.key}-word_{line.row.indicators[0].pk}"
    answer = save(sign_in(cast.staff), line, **{key: "5"}).json()
    assert answer["warnings"] == {}
    assert "50%" in answer["bars"][0]
    typed = {key: "99", "version": 1, "seen": answer["seen"]}
    answer = save(sign_in(cast.staff), line, **typed).json()
    assert "990%" in answer["bars"][0]
    assert "明显超出任务量" in answer["warnings"][word][0]


def test_a_towns_row_too(cast, task_list, sign_in):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        make_period(task_list, 6)
        make_indicator(make_task(task_list, lead=cast.department), 10, {cast.town1: 4})
        town = sign_in(cast.town)
        page = town.get(reverse("progress_town", args=[cast.town1.pk]))
        ((_period, (line,)),) = page.context["groups"]
        data = sent(line, value="9") | {"row": line.row.key}
        answer = town.post(reverse("progress_town_draft", args=[cast.town1.pk]), data).json()
    assert "225%" in answer["bars"][0]
    assert "明显超出任务量 4" in answer["warnings"][f"{line.row.key}-note"][0]
