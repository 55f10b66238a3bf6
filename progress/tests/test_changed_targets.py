"""A changed target moves the light at once, and the record says who changed it."""

import datetime

import pytest
import time_machine

from conftest import make_indicator, make_list, make_task
from progress.models import AuditEntry, ProgressReport, Standing
from progress.review import approve
from progress.status import with_lights
from progress.tests.rounds import make_period
from tasklists.changes import facts_of_all, fresh_facts, record_changes, with_facts
from tasklists.importing import apply as importer
from tasklists.models import Task

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 22)


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel(datetime.datetime(2026, 6, 22, 10), tick=False):
        yield


@pytest.fixture
def task(cast, task_list):
    """Half of ten is approved."""
    task = make_task(task_list, lead=cast.department)
    indicator = make_indicator(task, 10)
    report = ProgressReport.objects.create(
        district=cast.district,
        task=task,
        department=cast.department,
        period=make_period(task_list, 5),
        state="submitted",
        submitted_on=TODAY,
    )
    report.figures.create(district=cast.district, indicator=indicator, value=5)
    approve(report, cast.office, today=TODAY)
    return task


def double(task):
    task.indicators.update(target=20)


def test_who_changes_a_target_moves_the_light_in_the_same_step(cast, task):
    assert with_lights(Task.objects.all(), TODAY).get().light == "green"
    before = fresh_facts(task)
    double(task)
    record_changes(task, before, reason="市级计划调整", by=cast.office)
    lit = with_lights(Task.objects.all(), TODAY).get()
    assert (lit.reported_bp, lit.light) == (2500, "yellow")
    entry = AuditEntry.objects.get(verb="restate")
    assert (entry.who, entry.task, entry.before, entry.after) == (
        cast.office,
        task,
        "2026-06-22 50%",
        "2026-06-22 25%",
    )


def test_an_import_that_changes_targets_does_so_too(cast, task):
    before = facts_of_all(with_facts(Task.objects.all()))
    double(task)
    after = facts_of_all(with_facts(Task.objects.all()))
    importer.record_changes(task.task_list, before, after, "新版清单", cast.office)
    assert list(Standing.objects.order_by("id").values_list("share_bp", "cause")) == [
        (5000, "department"),
        (2500, "target"),
    ]


def test_a_change_that_touches_no_figure_writes_no_standing(cast, task):
    before = fresh_facts(task)
    Task.objects.update(title="另一个名称")
    record_changes(task, before, reason="更名", by=cast.office)
    assert Standing.objects.count() == 1
    assert not AuditEntry.objects.filter(verb="restate").exists()


def test_a_draft_list_is_left_alone(cast):
    draft = make_task(make_list(cast.district, year=2027, state="draft"))
    make_indicator(draft, 10)
    double(draft)
    assert record_changes(draft, {}, reason="", by=cast.office) == []
    assert not Standing.objects.exists()
