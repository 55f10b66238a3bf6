"""The demonstration's year: every light and every state of the workflow, and something to do at each desk."""

import copy
import datetime
import shutil

import pytest

from conftest import make_member
from districts.models import Department, District, Notification, Town
from progress.models import AuditEntry, Completion, ProgressReport, QuotaReport
from progress.round_page import state_of_round
from progress.status import totals, with_lights
from supervision.demo_instructions import play_instructions
from supervision.demonstration import play_demo
from supervision.models import Extension, Instruction
from tasklists.fixture_loading import FIXTURES, load_fixtures
from tasklists.models import Task

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def year(module_db, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fixtures")
    (folder / "lists").mkdir()
    shutil.copy(FIXTURES / "districts.json", folder)
    shutil.copy(FIXTURES / "lists" / "qingpu-2026.json", folder / "lists")
    (task_list,) = load_fixtures(folder)
    make_member(District.objects.get(name="青浦区"), "office", "demo-office")
    play_demo("", NOVEMBER)
    return task_list


@pytest.fixture
def played(db, year):
    return copy.deepcopy(year)


def test_every_light_and_every_state_is_there(played):
    tasks = Task.objects.filter(task_list=played)
    counted = totals(tasks, NOVEMBER)
    assert min(counted.done, counted.done_late, counted.overdue, counted.behind, counted.claimed) > 0
    assert min(counted.red, counted.yellow, counted.green, counted.grey) > 0
    now = played.periods.get(code="M11")
    states = {"draft", "submitted", "approved", "returned"}
    for model in (ProgressReport, QuotaReport):
        assert set(model.objects.filter(period=now).values_list("state", flat=True)) == states
    assert set(Completion.objects.values_list("state", flat=True)) == {"claimed", "closed"}
    assert set(Extension.objects.values_list("state", flat=True)) == {"requested", "granted"}
    assert AuditEntry.objects.filter(verb="reopen").exists()
    own = ProgressReport.objects.filter(period=now, department=Department.objects.get(name="区农业农村委"))
    assert {"draft", "submitted", "returned"} <= set(own.values_list("state", flat=True))
    assert QuotaReport.objects.filter(
        period=now, town=Town.objects.get(name="练塘镇"), state="returned"
    ).exists()
    assert {task.status for task in with_lights(tasks, NOVEMBER)} >= {"far_behind", "report_missing"}
    steps = AuditEntry.objects.count()
    play_demo("", NOVEMBER)  # a second time changes nothing
    assert AuditEntry.objects.count() == steps


def test_departments_report_all_but_a_few_times(played):
    """Co-leads too: what is missing of the closed months can be counted on the fingers."""
    for period in played.periods.filter(closes_on__lt=NOVEMBER):
        state = state_of_round(period, NOVEMBER)
        assert 0 < sum(body.missing for body in state.departments) <= 6, period.code
    assert sum(body.late for body in state_of_round(played.periods.get(code="M04"), NOVEMBER).departments)


def test_instructions_wait_for_the_department_and_for_the_leader(played):
    district = District.objects.get(name="青浦区")
    play_instructions("", NOVEMBER)
    assert not Instruction.objects.exists()  # nobody leads the district yet
    leader = make_member(district, "leader", "demo-leader")
    play_instructions("", NOVEMBER)
    states = Instruction.objects.order_by("task__position").values_list("task__number", "state")
    assert list(states) == [("10", "closed"), ("28", "answered"), ("33", "open")]
    asked = Instruction.objects.waiting_for([Department.objects.get(name="区农业农村委").pk]).get()
    assert (asked.wanted_on, asked.entries.get().light) == (datetime.date(2026, 11, 27), "red")
    assert Notification.objects.filter(user=leader, kind="instruction").count() == 1
    play_instructions("", NOVEMBER)  # a second time changes nothing
    assert Instruction.objects.count() == 3
