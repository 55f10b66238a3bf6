"""Applying writes what the plan says, in one transaction, or nothing."""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage

from conftest import make_list
from districts.models import Department, NameVariant, Town
from tasklists.importing.apply import SourceFile, apply_plan
from tasklists.importing.records import (
    Deadline,
    IndicatorRow,
    MilestoneRow,
    QuotaRow,
    Scope,
)
from tasklists.models import (
    Assignment,
    Baseline,
    Category,
    DocumentImport,
    Indicator,
    ListChange,
    Milestone,
    Quota,
    QuotaPartner,
    Task,
    TaskList,
)
from tasklists.tests.importing.applying import FILE, full_document, imported, planned
from tasklists.tests.importing.documents import document, full_row, lead, quotas, row

pytestmark = pytest.mark.django_db


def test_everything_that_the_document_says_is_stored(cast):
    record = imported(cast.district, full_document(), user=cast.office)
    task_list = record.task_list
    assert (task_list.state, task_list.year, task_list.issuing_number) == (
        "issued",
        2026,
        "清乡振办〔2026〕3号",
    )
    assert task_list.columns[1] == ["任务名称", "title"]
    first, second, child = task_list.tasks.in_printed_order()
    assert (first.number, first.upper_number, first.requirement, first.other_fields) == (
        "1",
        "7",
        "修路。",
        {"备注": "一路到底"},
    )
    assert (first.deadline_text, first.deadline, first.first_deadline) == (
        "12月底",
        datetime.date(2026, 12, 31),
        datetime.date(2026, 12, 31),
    )
    assert (first.investment_text, first.investment_wan, first.investment_approximate) == (
        "约120.5",
        Decimal("120.5"),
        True,
    )
    assert sorted(first.scope_towns.values_list("town__name", flat=True)) == ["东浦镇", "西塘镇"]
    assert list(first.assignments.values_list("role", "department__name", "printed")) == [
        ("lead", "区农业农村委", "区农业农村委"),
        ("cooperating", "区水务局", "区水务局"),
        ("responsible", None, "各街镇"),
    ]
    road, area = first.indicators.all()
    assert (road.name, road.unit, road.target) == ("道路", "公里", Decimal("5.5"))
    assert dict(road.quotas.values_list("town__name", "value")) == {
        "东浦镇": Decimal(2),
        "西塘镇": Decimal("3.5"),
    }
    (joint,) = area.quotas.all()
    assert [joint.town.name, *(partner.town.name for partner in joint.partners.all())] == ["东浦镇", "西塘镇"]
    assert list(first.milestones.values_list("period", "percent", "value", "unit")) == [
        ("H1", Decimal(20), None, ""),
        ("Q4", None, Decimal("5.5"), "公里"),
    ]
    assert first.source == {"line": 10}
    assert (second.category.path, child.parent, child.numbering_scope) == ("(二)/1", second, "2")
    assert task_list.plan_items.get().category.label == "(一)"


def test_import_is_recorded_with_file_counts_and_issues(cast):
    record = imported(cast.district, full_document(), user=cast.office)
    assert (record.user, record.file_name, record.size) == (cast.office, "清单.txt", 6)
    assert record.counts["create"] == 3
    assert record.file.read() == FILE.content
    assert record.file.name == f"documents/{cast.district.pk}/{FILE.sha256}"
    issue = record.issues.get()
    assert (issue.code, issue.raw, issue.source, issue.task.number) == ("number_gap", "3", {"line": 9}, "2")


def test_every_created_row_has_its_history_and_its_author(cast):
    record = imported(cast.district, full_document(), user=cast.office)
    for model in (TaskList, Category, Task, Assignment, Indicator, Quota, Milestone):
        rows = model.history.filter(district=cast.district)
        assert rows.count() == model.objects.filter(district=cast.district).count() > 0
        assert {(row.history_type, row.history_user) for row in rows} == {("+", cast.office)}
        assert rows.first().history_change_reason == "导入文件“清单.txt”"
    assert record.task_list.history.get().title == record.task_list.title


def test_same_file_again_changes_nothing_and_records_nothing(cast):
    imported(cast.district, full_document())
    plan = planned(cast.district, full_document())
    assert plan.is_empty
    assert apply_plan(plan, cast.district, FILE) is None
    assert DocumentImport.objects.count() == 1
    assert Task.history.count() == 3


def test_changes_keep_the_rows_and_leave_a_history(cast):
    imported(cast.district, full_document())
    before = {
        model: set(model.objects.values_list("pk", flat=True))
        for model in (Task, Assignment, Indicator, Quota, Milestone, Category)
    }
    changed = full_row(
        "1",
        title="改名",
        assignments=lead("区农业农村委", "区水务局"),
        scope=Scope("named", ("西塘镇",), "西塘镇"),
        indicators=(
            IndicatorRow("道路", "公里", "=", Decimal(6), quotas=quotas(东浦镇="2.5", 西塘镇="3.5")),
            IndicatorRow("示范区", "个", target=Decimal(1), quotas=(QuotaRow(("东浦镇",), Decimal(1)),)),
        ),
        milestones=(MilestoneRow("H1", datetime.date(2026, 6, 30), "完成30%", percent=Decimal(30)),),
    )
    doc = full_document(changed, row("2", category="(二)/1"), row("1", "子项", parent="2"))
    record = imported(cast.district, doc, user=cast.office)
    assert (record.counts["update"], record.counts["unchanged"]) == (1, 2)
    task = Task.objects.get(title="改名")
    assert list(task.scope_towns.values_list("town__name", flat=True)) == ["西塘镇"]
    assert list(task.assignments.values_list("role", "printed")) == [
        ("lead", "区农业农村委"),
        ("lead", "区水务局"),
    ]
    assert task.indicators.get(name="道路").quotas.get(town=cast.town1).value == Decimal("2.5")
    assert QuotaPartner.objects.count() == 0
    assert task.milestones.get().percent == Decimal(30)
    for model, ids in before.items():
        assert set(model.objects.values_list("pk", flat=True)) <= ids
    assert [(h.history_type, h.history_user) for h in task.history.all()] == [("~", cast.office), ("+", None)]
    assert Milestone.history.filter(history_type="-").get().period == "Q4"
    assert planned(cast.district, doc).is_empty


def test_issued_list_keeps_what_was_issued_and_why_it_changed(cast):
    imported(cast.district, document(row("1"), row("2")))
    imported(
        cast.district,
        document(row("1", "改题"), row("2"), row("3")),
        user=cast.office,
        reason="市级计划调整",
    )
    facts = Baseline.objects.get().facts
    first, _second, third = Task.objects.in_printed_order()
    assert facts[str(first.pk)]["任务名称"] == "任务1"
    assert facts[str(third.pk)]["任务名称"] == "任务3"
    change = ListChange.objects.get()
    assert (change.task, change.fact, change.old, change.new) == (first, "任务名称", "任务1", "改题")
    assert (change.reason, change.user) == ("市级计划调整", cast.office)


def test_draft_list_has_no_baseline_and_no_changes(cast):
    imported(cast.district, document(row("1")), state="draft")
    imported(cast.district, document(row("1", "改题")))
    assert not Baseline.objects.exists()
    assert not ListChange.objects.exists()


def test_place_follows_the_file_without_a_history_row(cast):
    imported(cast.district, document(row("1", line=10), row("2", line=11)))
    imported(cast.district, document(row("3", line=10), row("1", line=20), row("2", "新题", line=21)))
    first = Task.objects.get(number="1")
    assert (first.source, first.position, first.history.count()) == ({"line": 20}, 2, 1)
    assert [task.number for task in Task.objects.in_printed_order()] == ["3", "1", "2"]


def test_missing_tasks_stay(cast):
    imported(cast.district, document(row("1"), row("2")))
    record = imported(cast.district, document(row("1", "改")))
    assert record.counts["missing"] == 1
    assert Task.objects.count() == 2


def test_blocked_rows_are_left_out_and_recorded(cast):
    record = imported(cast.district, document(row("1"), row("1", "重号")))
    assert record.counts["blocked"] == 1
    assert Task.objects.get().title == "任务1"
    issue = record.issues.get(code="row_blocked")
    assert "重号" in issue.message
    assert issue.level == "error"


def test_new_bodies_are_created_and_linked(cast):
    doc = document(row("1", assignments=lead("区体育局"), scope=Scope("named", ("北岭乡",))))
    record = imported(cast.district, doc)
    assert (record.counts["new_department"], record.counts["new_town"]) == (1, 1)
    department = Department.objects.get(district=cast.district, name="区体育局")
    assert Task.objects.get().assignments.get().department == department
    assert Town.objects.get(district=cast.district, name="北岭乡").kind == "township"
    assert department.position == 3


def test_unknown_spelling_is_kept_as_printed_and_linked_once_a_person_has_said_what_it_means(cast):
    doc = document(row("1", assignments=lead("区农业农村局")))
    imported(cast.district, doc)
    assignment = Assignment.objects.get()
    assert (assignment.department, assignment.printed) == (None, "区农业农村局")
    NameVariant.objects.create(district=cast.district, written="区农业农村局", department=cast.department)
    (change,) = planned(cast.district, doc).rows[0].changes
    assert change.old == "牵头：区农业农村局（未关联）"
    imported(cast.district, doc)
    assignment.refresh_from_db()
    assert assignment.department == cast.department


def test_deadline_that_was_moved_survives_the_file_it_was_issued_with(cast):
    imported(cast.district, document(row("1")))
    Task.objects.update(deadline=datetime.date(2027, 3, 31))
    imported(cast.district, document(row("1", "改题")))
    task = Task.objects.get()
    assert (task.title, task.deadline, task.first_deadline) == (
        "改题",
        datetime.date(2027, 3, 31),
        datetime.date(2026, 12, 31),
    )
    later = Deadline("1月底", datetime.date(2027, 1, 31))
    imported(cast.district, document(row("1", "改题", deadline=later)))
    task.refresh_from_db()
    assert (task.deadline, task.first_deadline) == (datetime.date(2027, 1, 31), datetime.date(2026, 12, 31))


def test_renamed_indicator_stays_the_same_row(cast):
    imported(cast.district, document(full_row("1")))
    kept = Indicator.objects.get(name="道路").pk
    road, area = full_row("1").indicators
    renamed = dataclasses.replace(road, name="村内道路")
    imported(cast.district, document(full_row("1", indicators=(renamed, area))))
    assert Indicator.objects.get(name="村内道路").pk == kept
    assert planned(cast.district, document(full_row("1", indicators=(renamed, area)))).is_empty


def test_title_longer_than_the_database_holds_is_found_again(cast):
    doc = document(row("1"), title="清" * 300)
    imported(cast.district, doc)
    assert planned(cast.district, doc).is_empty


def test_file_of_one_content_is_stored_once(cast):
    imported(cast.district, document(row("1")))
    record = imported(cast.district, document(row("1", "改题")))
    folder = f"documents/{cast.district.pk}"
    assert default_storage.listdir(folder)[1].count(FILE.sha256) == 1
    assert record.file.name == f"{folder}/{FILE.sha256}"


def test_file_that_need_not_be_kept_is_only_named(cast):
    record = imported(cast.district, document(row("1")), SourceFile("a.json", b"{}", keep=False))
    assert (record.file.name, record.sha256[:8]) == ("", "44136fa3")


def test_list_is_found_by_its_title_whatever_the_spaces(cast):
    imported(cast.district, document(row("1")))
    assert planned(cast.district, document(row("1"), title="2026 年清河区乡村振兴任务清单")).list_id
    assert planned(cast.district, document(row("1"), title="2026年清河区另一份清单")).list_id is None
    assert planned(cast.district, document(row("1"), year=2027)).list_id is None


def test_list_can_be_imported_as_a_draft(cast):
    assert imported(cast.district, document(row("1")), state="draft").task_list.state == "draft"
    assert imported(cast.district, document(row("1", "改"))).task_list.state == "draft"


def test_queries_do_not_grow_with_the_list(cast, django_assert_max_num_queries):
    def doc(count, title):
        return document(*(full_row(str(n), title=f"{title}{n}") for n in range(1, count + 1)), title=title)

    make_list(cast.district)
    small, large = doc(3, "小"), doc(300, "大")
    with django_assert_max_num_queries(85):
        imported(cast.district, small)
    with django_assert_max_num_queries(160):  # batches, not rows (SQLite takes 999 values a query)
        imported(cast.district, large)
    again = doc(300, "大")
    with django_assert_max_num_queries(20):
        assert planned(cast.district, again).is_empty
