"""Applying refuses a stale plan, a person without the right and what was reported on; a failure in the
middle leaves the database as it was."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import ProtectedError

from districts.models import Department, District
from tasklists.importing.apply import ImportRefused, StalePlan, apply_plan
from tasklists.importing.records import IndicatorRow
from tasklists.models import (
    Assignment,
    Category,
    DocumentImport,
    ImportIssue,
    Indicator,
    Milestone,
    Quota,
    QuotaPartner,
    Task,
    TaskList,
    TaskTown,
)
from tasklists.tests.importing.applying import FILE, full_document, imported, planned
from tasklists.tests.importing.documents import document, full_row, quotas, row

pytestmark = pytest.mark.django_db


def test_stale_plan_is_refused(cast):
    imported(cast.district, document(row("1")))
    plan = planned(cast.district, document(row("1", "改题")))
    Task.objects.update(title="有人先改了")
    with pytest.raises(StalePlan, match="又有改动"):
        apply_plan(plan, cast.district, FILE)
    assert Task.objects.get().title == "有人先改了"


def test_second_import_of_the_same_new_list_is_refused(cast):
    plan = planned(cast.district, document(row("1")))
    apply_plan(plan, cast.district, FILE)
    with pytest.raises(StalePlan):
        apply_plan(plan, cast.district, FILE)
    assert TaskList.objects.count() == 1


def test_plan_of_a_list_that_is_gone_is_refused(cast):
    imported(cast.district, document(row("1")))
    plan = planned(cast.district, document(row("1", "改题")))
    TaskList.objects.get().tasks.all().delete()
    DocumentImport.objects.all().delete()
    TaskList.objects.get().delete()
    with pytest.raises(StalePlan, match="已被删除"):
        apply_plan(plan, cast.district, FILE)


def test_plan_cannot_be_applied_to_another_districts_list(cast):
    imported(cast.district, document(row("1")))
    plan = planned(cast.district, document(row("1", "改题")))
    with pytest.raises(ImportRefused):
        apply_plan(plan, cast.other_district, FILE)


@pytest.mark.parametrize("broken", [Task, Assignment, Quota, QuotaPartner, Milestone, ImportIssue])
def test_failure_in_the_middle_leaves_the_database_as_it_was(cast, broken, monkeypatch):
    imported(cast.district, document(row("9")))
    counted = (TaskList, Category, Task, Assignment, Indicator, Quota, TaskTown, DocumentImport, Department)
    counted += (Task.history.model, DocumentImport)
    before = [list(model.objects.order_by("pk").values()) for model in counted]
    doc = full_document(title="另一份清单")
    plan = planned(cast.district, doc)

    def fail(self, *args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(type(broken._default_manager), "bulk_create", fail)
    with pytest.raises(OSError, match="disk full"):
        apply_plan(plan, cast.district, FILE)
    monkeypatch.undo()
    assert [list(model.objects.order_by("pk").values()) for model in counted] == before


def test_file_without_a_quota_that_was_reported_on_is_refused(cast, monkeypatch):
    imported(cast.district, document(full_row("1")))

    def protected(self, *args, **kwargs):
        raise ProtectedError("reported on", {self})

    monkeypatch.setattr(Quota, "delete", protected)
    road = IndicatorRow("道路", "公里", "=", Decimal("5.5"), quotas=quotas(东浦镇=2))
    area = full_row("1").indicators[1]
    with pytest.raises(ImportRefused, match="街镇任务量“西塘镇"):
        imported(cast.district, document(full_row("1", title="改题", indicators=(road, area))))
    assert Task.objects.get().title == "任务1"


def test_only_the_office_of_the_district_may_import(cast):
    plan = planned(cast.district, document(row("1")))
    for person in (cast.lead, cast.town, cast.leader, cast.office2, cast.outsider):
        with pytest.raises(PermissionDenied):
            apply_plan(plan, cast.district, FILE, user=person)
    assert TaskList.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_one_is_told_that_its_plan_is_stale():
    district = District.objects.create(name="清河区")
    doc = document(full_row("1"))
    plan = planned(district, doc)
    start = threading.Barrier(2)
    outcomes = []

    def run():
        start.wait(timeout=10)
        try:
            apply_plan(plan, district, FILE)
            outcomes.append("written")
        except StalePlan:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _person in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["stale", "written"]
    assert (TaskList.objects.count(), Department.objects.count()) == (1, 2)
