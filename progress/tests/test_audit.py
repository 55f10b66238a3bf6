"""The record of steps: what it holds, and that nobody changes or deletes it, raw SQL included."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from conftest import TODAY, make_task
from districts.append_only import guarded_tables
from progress.figures import DEFAULT
from progress.models import AuditEntry, Completion, RuleSet, Standing, adopt, claim
from progress.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(cast, task_list):
    return claim(make_task(task_list, lead=cast.department), cast.lead, today=TODAY)


def refused(sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_claim_says_who_when_and_from_what_to_what(cast, claimed):
    claimed.return_with_reason(cast.office, "未见验收材料", today=TODAY)
    newest, first = AuditEntry.objects.of_task(claimed.task)
    assert (first.who, first.verb, first.after, first.day) == (cast.lead, "claim", "已申请办结", TODAY)
    assert (newest.who, newest.before, newest.after) == (cast.office, "已申请办结", "已退回")
    assert newest.reason == "未见验收材料"


def test_an_audit_row_is_not_changed_by_the_orm(claimed):
    entry = AuditEntry.objects.get()
    entry.reason = "改"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(reason="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_an_audit_row_is_not_changed_by_raw_sql(claimed):
    refused("UPDATE progress_auditentry SET reason = 'x'")
    refused("DELETE FROM progress_auditentry")
    if connection.vendor == "postgresql":
        refused("TRUNCATE progress_auditentry CASCADE")
    assert AuditEntry.objects.count() == 1


def test_standings_and_rule_versions_are_not_changed_either(cast, task_list):
    task = make_task(task_list)
    Standing.objects.create(district=cast.district, task=task, day=TODAY, share_bp=10, cause="department")
    rules = RuleSet.objects.create(district=cast.district, name="默认")
    adopt(
        task_list,
        rules.new_version(DEFAULT, cast.office, today=TODAY),
        cast.office,
        from_day=TODAY,
        today=TODAY,
    )
    for table in ("progress_standing", "progress_ruleversion", "progress_ruleadoption"):
        assert table in guarded_tables(connection)
        refused(f"UPDATE {table} SET id = id + 1")
        refused(f"DELETE FROM {table}")


@pytest.mark.django_db(transaction=True)
def test_the_guards_are_back_after_a_test_that_emptied_the_database():
    assert "progress_auditentry" in guarded_tables(connection)


@pytest.mark.django_db(transaction=True)
def test_and_again():
    assert "progress_auditentry" in guarded_tables(connection)


class TestCompletion:
    def test_closed_on_time_by_the_deadline_that_held(self, cast, task_list):
        task = make_task(task_list, lead=cast.department, deadline=TODAY)
        completion = claim(task, cast.lead, today=TODAY)
        completion.close(cast.office, today=TODAY + datetime.timedelta(days=9))
        assert not completion.late  # the office took its time; the work did not
        task.deadline = TODAY - datetime.timedelta(days=30)
        task.save()
        assert not Completion.objects.get().late

    def test_late_when_completed_after_the_deadline(self, cast, task_list):
        task = make_task(task_list, lead=cast.department, deadline=TODAY - datetime.timedelta(days=1))
        completion = claim(task, cast.lead, today=TODAY)
        completion.close(cast.office, today=TODAY)
        assert completion.late

    def test_recurring_work_is_on_time_within_the_year(self, cast, task_list):
        task = make_task(task_list, deadline=None, recurring="monthly")
        completion = claim(task, cast.lead, today=datetime.date(2026, 12, 31))
        completion.close(cast.office, today=datetime.date(2027, 1, 4))
        assert completion.deadline_held == datetime.date(2026, 12, 31)
        assert not completion.late

    def test_a_second_claim_is_refused(self, cast, claimed):
        with pytest.raises(Refused, match="已申请办结"):
            claim(claimed.task, cast.lead, today=TODAY)

    def test_a_claim_decided_meanwhile_is_refused(self, cast, claimed):
        stale = Completion.objects.get()
        claimed.close(cast.office, today=TODAY)
        with pytest.raises(Refused, match="已办结"):
            stale.return_with_reason(cast.office, "", today=TODAY)

    def test_returned_then_claimed_again(self, cast, claimed):
        claimed.return_with_reason(cast.office, "缺材料", today=TODAY)
        again = claim(claimed.task, cast.lead, today=TODAY)
        again.close(cast.office, today=TODAY)
        assert [c.state for c in claimed.task.completions.all()] == ["closed", "returned"]

    def test_a_closure_can_be_revoked_with_a_reason(self, cast, claimed):
        claimed.close(cast.office, today=TODAY)
        claimed.revoke(cast.office, "复查未通过", today=TODAY + datetime.timedelta(days=1))
        assert Completion.objects.closed_by(TODAY).exists()
        assert not Completion.objects.closed_by(TODAY + datetime.timedelta(days=1)).exists()

    def test_completion_in_the_future_is_refused(self, cast, task_list):
        with pytest.raises(Refused, match="不能晚于今天"):
            claim(
                make_task(task_list), cast.lead, today=TODAY, completed_on=TODAY + datetime.timedelta(days=1)
            )
