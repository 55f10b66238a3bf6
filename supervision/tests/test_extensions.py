"""延期: asked before the deadline passes, decided by the office; the first deadline is kept."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import TODAY, make_task
from districts.models import Notification
from progress.models import AuditEntry, claim
from progress.refusals import Refused
from progress.status import with_lights
from supervision import extending
from supervision.models import Extension, request_extension
from tasklists.models import ListChange, Task

pytestmark = pytest.mark.django_db
DEADLINE = datetime.date(2026, 6, 30)
LATER = datetime.date(2026, 8, 31)


@pytest.fixture
def task(cast, task_list):
    with time_machine.travel(datetime.datetime(2026, 1, 5, 9), tick=False):
        return make_task(task_list, lead=cast.department, deadline=DEADLINE)


def ask(task, cast, today=TODAY, until=LATER):
    return request_extension(task, cast.lead, until=until, reason="汛期停工", today=today)


def test_a_granted_extension_moves_the_deadline_and_keeps_the_first(cast, task):
    ask(task, cast).grant(cast.office, today=TODAY)
    task.refresh_from_db()
    assert (task.deadline, task.first_deadline) == (LATER, DEADLINE)
    change = ListChange.objects.get()
    assert (change.old, change.new, change.reason) == ("2026-06-30", "2026-08-31", "同意延期：汛期停工")
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", "before", "after"))
    assert verbs == [
        ("request_extension", "2026-06-30", "2026-08-31"),
        ("approve_extension", "2026-06-30", "2026-08-31"),
    ]


def test_a_second_extension_still_keeps_the_first_deadline(cast, task):
    ask(task, cast).grant(cast.office, today=TODAY, until=datetime.date(2026, 7, 31))
    task.refresh_from_db()
    ask(task, cast, today=datetime.date(2026, 7, 20)).grant(cast.office, today=datetime.date(2026, 7, 21))
    task.refresh_from_db()
    assert (task.deadline, task.first_deadline) == (LATER, DEADLINE)


def test_on_time_by_the_deadline_that_held_then(cast, task):
    ask(task, cast).grant(cast.office, today=TODAY)
    completion = claim(task, cast.lead, today=datetime.date(2026, 8, 30))
    completion.close(cast.office, today=datetime.date(2026, 9, 2))
    assert (completion.late, completion.deadline_held) == (False, LATER)


def test_the_light_of_a_day_before_is_the_same_as_it_was(cast, task):
    july = datetime.date(2026, 7, 10)
    assert with_lights(Task.objects.all(), july).get().status == "overdue"
    with time_machine.travel(datetime.datetime(2026, 6, 20, 9), tick=False):
        ask(task, cast, today=datetime.date(2026, 6, 20)).grant(cast.office, today=datetime.date(2026, 6, 20))
    assert with_lights(Task.objects.all(), july).get().status == "on_schedule"
    near = datetime.date(2026, 6, 18)
    then = with_lights(Task.objects.all(), near, as_it_stood=True).get()
    assert (then.due_on, then.status) == (DEADLINE, "on_schedule")
    assert with_lights(Task.objects.all(), july, as_it_stood=True).get().due_on == LATER


@pytest.mark.parametrize(
    ("today", "until", "sentence"),
    [
        (datetime.date(2026, 7, 1), LATER, "已过，不能再申请延期"),
        (TODAY, DEADLINE, "必须晚于现在的时限"),
    ],
)
def test_refusals(cast, task, today, until, sentence):
    with pytest.raises(Refused, match=sentence):
        ask(task, cast, today=today, until=until)
    assert not Extension.objects.exists()


def test_on_the_last_day_it_can_still_be_asked(cast, task):
    assert ask(task, cast, today=DEADLINE).state == "requested"


def test_only_one_request_waits(cast, task):
    ask(task, cast)
    with pytest.raises(Refused, match="已有一件待审批"):
        ask(task, cast)


def test_decided_once(cast, task):
    extension = ask(task, cast)
    stale = Extension.objects.get()
    extension.refuse(cast.office, "未附材料", today=TODAY)
    with pytest.raises(Refused, match="未同意"):
        stale.grant(cast.office, today=TODAY)
    task.refresh_from_db()
    assert task.deadline == DEADLINE


def test_from_request_to_decision_in_the_browser(cast, task, sign_in):
    with time_machine.travel(datetime.datetime(2026, 6, 15, 9), tick=False):
        lead, office = sign_in(cast.lead), sign_in(cast.office)
        url = reverse("ask_extension", args=[task.pk])
        assert "2026-06-30" in lead.get(url).text
        lead.post(url, {"until": "2026-08-31", "reason": "汛期停工"})
        extension = Extension.objects.get()
        assert Notification.objects.filter(user=cast.office, kind="extension").exists()
        assert "汛期停工" in office.get(reverse("supervision")).text
        page = reverse("extension", args=[extension.pk])
        assert sign_in(cast.leader).get(page).status_code == 200
        assert sign_in(cast.leader).post(page, {"decision": "grant"}).status_code == 403
        office.post(page, {"decision": "refuse", "answer": ""})
        assert Extension.objects.get().state == "requested"
        office.post(page, {"decision": "grant", "until": "2026-07-31", "answer": "抓紧复工"})
    task.refresh_from_db()
    assert task.deadline == datetime.date(2026, 7, 31)
    assert "时限改为 2026-07-31" in Notification.objects.get(user=cast.lead).text


def test_a_deadline_that_the_office_moved_meanwhile_is_not_moved_back(cast, task, sign_in):
    extension = ask(task, cast)
    Task.objects.filter(pk=task.pk).update(deadline=datetime.date(2026, 9, 30), first_deadline=DEADLINE)
    with pytest.raises(Refused, match="必须晚于现在的时限 2026-09-30"):
        extension.grant(cast.office, today=TODAY)
    page = sign_in(cast.office).get(reverse("extension", args=[extension.pk])).text
    assert "2026-09-30" in page and "提出申请之后已改" in page
    extension.grant(cast.office, today=TODAY, until=datetime.date(2026, 10, 31))
    task.refresh_from_db()
    assert (task.deadline, task.first_deadline) == (datetime.date(2026, 10, 31), DEADLINE)
    step = AuditEntry.objects.get(verb="approve_extension")
    assert (step.before, step.after) == ("2026-09-30", "2026-10-31")


def test_a_deadline_that_was_taken_away_meanwhile_is_not_put_off(cast, task):
    extension = ask(task, cast)
    Task.objects.filter(pk=task.pk).update(deadline=None)
    with pytest.raises(Refused, match="没有规定时限"):
        extension.grant(cast.office, today=TODAY)
    extension.refuse(cast.office, "已不规定时限", today=TODAY)
    assert Extension.objects.get().state == "refused"


def test_what_can_be_asked_can_be_granted_and_no_more(cast, task, sign_in):
    extension = ask(task, cast)
    url = reverse("extension", args=[extension.pk])
    for until in ("2028-01-01", "9999-12-31"):
        page = sign_in(cast.office).post(url, {"decision": "grant", "until": until})
        assert "不能晚于清单次年年底（2027-12-31）" in page.text
        assert f'value="{until}"' in page.text
    assert Extension.objects.get().state == "requested"
    assert sign_in(cast.office).post(url, {"decision": "grant", "until": "2027-12-31"}).status_code == 302


def test_a_step_and_its_notice_stand_or_fall_together(cast, task, sign_in, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    lead, office = sign_in(cast.lead), sign_in(cast.office)
    lead.raise_request_exception = office.raise_request_exception = False
    with time_machine.travel(datetime.datetime(2026, 6, 15, 9), tick=False), monkeypatch.context() as patched:
        patched.setattr(extending, "notify", fails)
        asked = {"until": "2026-08-31", "reason": "汛期停工"}
        assert lead.post(reverse("ask_extension", args=[task.pk]), asked).status_code == 500
        assert not Extension.objects.exists()
        extension = ask(task, cast)
        for decision in ({"decision": "grant"}, {"decision": "refuse", "answer": "缺材料"}):
            assert office.post(reverse("extension", args=[extension.pk]), decision).status_code == 500
    assert Extension.objects.get().state == "requested"
    task.refresh_from_db()
    assert task.deadline == DEADLINE


def test_others_cannot_ask(cast, task, sign_in):
    url = reverse("ask_extension", args=[task.pk])
    assert sign_in(cast.lead_water).get(url).status_code == 403
    assert sign_in(cast.staff).post(url).status_code == 403
    assert sign_in(cast.lead2).get(url).status_code == 404


def test_no_extension_is_asked_while_a_claim_waits(cast, task):
    claim(task, cast.lead, today=TODAY)
    with pytest.raises(Refused, match="已申请办结、等待审核"):
        ask(task, cast)


def test_a_deadline_after_the_year_that_follows_the_list_is_refused(cast, task):
    with pytest.raises(Refused, match="不能晚于清单次年年底（2027-12-31）"):
        ask(task, cast, until=datetime.date(2028, 1, 1))
    assert ask(task, cast, until=datetime.date(2027, 12, 31)).state == "requested"
