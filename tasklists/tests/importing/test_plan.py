"""The document's rows against what is stored, without a database."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from tasklists.importing.numbering import numbering_scopes
from tasklists.importing.plan import compare, fingerprint, make_plan
from tasklists.importing.reconcile import Directory, KnownBody
from tasklists.importing.records import (
    CategoryRow,
    Deadline,
    FieldChange,
    IndicatorRow,
    Investment,
    MilestoneRow,
    PlanItem,
    QuotaRow,
    Scope,
    SourceRef,
)
from tasklists.importing.wording import field_label, place_label, said
from tasklists.tests.importing.documents import KNOWN, NOTHING, document, full_row, lead, quotas, row, stored


def changed(before, after, **existing):
    """The changes of the only task when the second row follows the first."""
    (planned,) = make_plan(document(after), KNOWN, stored(document(before))).rows
    return planned.changes


def test_everything_is_created_in_an_empty_database():
    plan = make_plan(document(row("1"), row("2")), KNOWN, NOTHING)
    assert [(planned.outcome, planned.key) for planned in plan.rows] == [("create", "1"), ("create", "2")]
    assert not plan.is_empty
    assert plan.list_id is None


def test_same_file_twice_is_an_empty_plan():
    doc = document(full_row("1"), row("2"), plan=(PlanItem("1", "条目", category="(一)", text="正文"),))
    plan = make_plan(doc, KNOWN, stored(doc))
    assert [planned.outcome for planned in plan.rows] == ["unchanged", "unchanged"]
    assert plan.is_empty


@pytest.mark.parametrize(
    ("fields", "change"),
    [
        ({"title": "新题"}, FieldChange("title", "任务1", "新题")),
        ({"upper_number": "8"}, FieldChange("upper_number", "7", "8")),
        ({"category": "(二)"}, FieldChange("category", "(一)", "(二)")),
        (
            {"fields": {"requirement": "铺路。", "备注": "一路到底"}},
            FieldChange("requirement", "修路。", "铺路。"),
        ),
        (
            {"fields": {"requirement": "修路。", "备注": "改"}},
            FieldChange("other:备注", "一路到底", "改"),
        ),
        (
            {"deadline": Deadline("12月底", datetime.date(2026, 11, 30))},
            FieldChange("deadline", "2026-12-31", "2026-11-30"),
        ),
        (
            {"deadline": Deadline("12月底", datetime.date(2026, 12, 31), "monthly")},
            FieldChange("recurring", None, "monthly"),
        ),
        (
            {"investment": Investment("约120.5", Decimal("121"), approximate=True)},
            FieldChange("investment_wan", "120.5", "121"),
        ),
        (
            {"scope": Scope("named", ("东浦镇",), "东浦镇、西塘镇")},
            FieldChange("towns", "东浦镇、西塘镇", "东浦镇"),
        ),
        (
            {"assignments": lead("区水务局")},
            FieldChange(
                "assignments", "牵头：区农业农村委；配合：区水务局；责任：各街镇（未关联）", "牵头：区水务局"
            ),
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_field_is_compared(fields, change):
    assert changed(full_row(), full_row(**fields)) == (change,)


def test_indicators_quotas_and_partners_are_compared_one_by_one():
    before = full_row()
    road = IndicatorRow("道路", "公里", ">=", Decimal(6), quotas=quotas(东浦镇=2, 西塘镇="4"))
    alone = IndicatorRow("示范区", "个", target=Decimal(1), quotas=(QuotaRow(("东浦镇",), Decimal(1)),))
    changes = changed(before, full_row(indicators=(road, alone)))
    assert [(c.field, c.old, c.new) for c in changes] == [
        ("indicator:道路", "5.5公里", "不低于 6公里"),
        ("quota:道路/西塘镇", "3.5", "4"),
        ("quota:示范区/东浦镇", "1（与西塘镇共同承担）", "1"),
    ]


def test_quota_and_indicator_that_the_file_lacks_are_shown():
    road = IndicatorRow("道路", "公里", "=", Decimal("5.5"), quotas=quotas(东浦镇=2))
    changes = changed(full_row(), full_row(indicators=(road,)))
    assert [(c.field, c.new) for c in changes] == [
        ("quota:道路/西塘镇", None),
        ("indicator:示范区", None),
        ("quota:示范区/东浦镇", None),
    ]


def test_milestones_are_compared_by_period():
    changes = changed(
        full_row(),
        full_row(
            milestones=(MilestoneRow("H1", datetime.date(2026, 6, 30), "完成30%", percent=Decimal(30)),)
        ),
    )
    assert [(c.field, c.old, c.new) for c in changes] == [
        ("milestone:H1", "2026-06-30 20%，完成20%", "2026-06-30 30%，完成30%"),
        ("milestone:Q4", "2026-12-31 5.5公里，完成5.5公里", None),
    ]


def test_what_the_document_has_no_column_for_stays():
    doc = document(row("1"))
    existing = stored(document(full_row("1")))
    (planned,) = make_plan(doc, KNOWN, existing).rows
    assert not {c.field for c in planned.changes} & {
        "requirement",
        "other:备注",
        "upper_number",
        "investment_wan",
    }


def test_place_alone_is_no_change():
    doc = document(row("1", line=10))
    assert make_plan(document(row("1", line=99)), KNOWN, stored(doc)).is_empty


def test_task_that_the_file_lacks_is_missing_and_kept():
    plan = make_plan(document(row("1")), KNOWN, stored(document(row("1"), row("2"))))
    assert [(planned.outcome, planned.key) for planned in plan.rows] == [
        ("unchanged", "1"),
        ("missing", "2"),
    ]
    assert plan.is_empty


def test_rows_that_cannot_be_stored_are_blocked_with_a_reason():
    doc = document(row("1"), row("1", "又一个"), row("", "无号"), row("3", "长" * 501), row("4", parent="9"))
    plan = make_plan(doc, KNOWN, NOTHING)
    assert [(planned.outcome, planned.reason) for planned in plan.rows] == [
        ("create", ""),
        ("blocked", "序号 1 与前面的“任务1”重复"),
        ("blocked", "没有序号"),
        ("blocked", "任务名称超过 500 个字"),
        ("blocked", "上级任务 9 不在文件中"),
    ]


def test_list_of_another_year_is_blocked_and_nothing_is_missing():
    existing = stored(document(row("1"), row("2")))
    plan = make_plan(document(row("1"), year=2025), KNOWN, existing)
    assert [planned.outcome for planned in plan.rows] == ["blocked", "missing"]
    assert plan.rows[0].reason == "文件是 2025 年的，清单是 2026 年的"


def test_sub_items_of_a_blocked_task_are_blocked():
    doc = document(row("一", "长" * 501), row("1", parent="一"), row("二"), row("1", parent="二"))
    outcomes = [planned.outcome for planned in make_plan(doc, KNOWN, NOTHING).rows]
    assert outcomes == ["blocked", "blocked", "create", "create"]


@pytest.mark.parametrize(
    ("rows", "scopes"),
    [
        pytest.param([("1", "(一)"), ("2", "(二)")], ["", ""], id="runs through"),
        pytest.param([("1", "(一)"), ("2", "(一)"), ("1", "(二)")], ["(一)", "(一)", "(二)"], id="restarts"),
        pytest.param(
            [("1", "一/(一)"), ("2", "一/(二)"), ("1", "二/(一)")], ["一", "一", "二"], id="restarts above"
        ),
        pytest.param(
            [("1", "(一)"), ("2", "(一)"), ("2", "(二)"), ("3", "(二)"), ("4", "(三)")],
            ["", "", "", "", ""],
            id="one number twice by mistake",
        ),
    ],
)
def test_numbering_scope(rows, scopes):
    assert numbering_scopes([row(number, category=category) for number, category in rows]) == scopes


def test_sub_items_are_numbered_within_their_parent():
    rows = [row("一"), row("1", parent="一"), row("二"), row("1", parent="二")]
    assert numbering_scopes(rows) == ["", "一", "", "二"]
    plan = make_plan(document(*rows), KNOWN, NOTHING)
    assert [planned.key for planned in plan.rows] == ["一", "一/1", "二", "二/1"]


def test_line_put_into_a_binding_list_does_not_shift_the_others():
    def lines(*titles):
        rows = [row(str(number), title) for number, title in enumerate(titles, start=1)]
        return document(*rows, kind="binding_list")

    existing = stored(lines("种粮", "修路", "治水"))
    plan = make_plan(lines("种菜", "种粮", "修路", "治水不停"), KNOWN, existing)
    assert [(p.outcome, p.key, p.title) for p in plan.rows] == [
        ("create", "4", "种菜"),
        ("unchanged", "1", "种粮"),
        ("unchanged", "2", "修路"),
        ("create", "5", "治水不停"),
        ("missing", "3", "治水"),
    ]


def test_reworded_line_of_a_binding_list_is_found_by_its_running_number():
    before = document(row("1", "粮食播种1900亩"), kind="binding_list")
    after = document(row("1", "粮食播种2000亩"), kind="binding_list")
    (planned,) = make_plan(after, KNOWN, stored(before)).rows
    assert (planned.outcome, [c.field for c in planned.changes]) == ("update", ["title"])


def moved(existing, day):
    (task,) = existing.tasks
    return dataclasses.replace(existing, tasks=(dataclasses.replace(task, deadline=day),))


def test_deadline_moved_after_issue_is_not_taken_back_by_the_same_file():
    doc = document(row("1"))
    plan = make_plan(doc, KNOWN, moved(stored(doc), datetime.date(2027, 3, 31)))
    assert plan.is_empty
    assert [(issue.code, issue.level) for issue in plan.issues] == [("deadline_moved", "info")]


def test_third_deadline_in_a_new_file_is_shown_with_a_warning():
    existing = moved(stored(document(row("1"))), datetime.date(2027, 3, 31))
    doc = document(row("1", deadline=Deadline("12月底", datetime.date(2027, 1, 31))))
    plan = make_plan(doc, KNOWN, existing)
    assert plan.rows[0].changes == (FieldChange("deadline", "2027-03-31", "2027-01-31"),)
    assert [(issue.code, issue.level) for issue in plan.issues] == [("deadline_moved", "warning")]
    (task,) = compare(doc, KNOWN, existing).tasks
    assert task.target.first_deadline == datetime.date(2026, 12, 31)


def test_changes_of_the_list_itself():
    before = document(row("1"), row("2"))
    after = document(
        row("2"),
        row("1"),
        title="2026年清河区乡村振兴任务清单（修订）",
        issuing_number="清乡振办〔2026〕9号",
        categories=(
            CategoryRow("(一)", "第一大类", path="(一)"),
            CategoryRow("(二)", "第二类", path="(二)"),
            CategoryRow("(三)", "第三类", path="(三)"),
        ),
    )
    plan = make_plan(after, KNOWN, stored(before))
    assert [said(change) for change in plan.head_changes] == [
        "标题：2026年清河区乡村振兴任务清单 → 2026年清河区乡村振兴任务清单（修订）",
        "文号：（无） → 清乡振办〔2026〕9号",
        "类别 (一)：第一类 → 第一大类",
        "类别 (三)：（无） → 第三类",
        "顺序：（无） → 按文件中的顺序",
    ]
    assert not plan.is_empty


def test_head_that_the_document_does_not_say_stays():
    before = document(row("1"), issuing_number="清乡振办〔2026〕3号", issued_on=datetime.date(2026, 2, 1))
    assert make_plan(document(row("1")), KNOWN, stored(before)).is_empty


def test_figures_that_the_database_cannot_hold_are_reported_and_left_out():
    indicator = IndicatorRow(
        "道路",
        "公里",
        target=Decimal("1e30"),
        quotas=(*quotas(东浦镇=2), QuotaRow(("东浦镇",), Decimal(3)), QuotaRow(("西塘镇",), Decimal(-1))),
    )
    milestones = (
        MilestoneRow("H1", datetime.date(2026, 6, 30), "立项"),
        MilestoneRow("H1", datetime.date(2026, 6, 30), "开工"),
        MilestoneRow("Q4", None, "完工"),
    )
    compared = compare(document(row(indicators=(indicator,), milestones=milestones)), KNOWN, NOTHING)
    (state,) = (task.target for task in compared.tasks)
    assert state.indicators[0].target is None
    assert [(q.town, q.value) for q in state.indicators[0].quotas] == [("东浦镇", 2), ("西塘镇", None)]
    assert [(m.period, m.text) for m in state.milestones] == [("H1", "立项；开工")]
    assert sorted(issue.code for issue in compared.issues) == [
        "milestone_repeated",
        "milestone_undated",
        "quota_repeated",
        "value_out_of_range",
        "value_out_of_range",
    ]


def test_two_spellings_of_one_department_in_a_task_are_linked_once():
    directory = Directory(departments=(KnownBody("区水务局", ("区水利局",)),))
    compared = compare(document(row(assignments=lead("区水务局", "区水利局"))), directory, NOTHING)
    (state,) = (task.target for task in compared.tasks)
    assert [(a.printed, a.department) for a in state.assignments] == [
        ("区水务局", "区水务局"),
        ("区水利局", None),
    ]
    assert [issue.code for issue in compared.issues] == ["department_variant"]


def test_new_bodies_are_offered_unless_only_blocked_rows_name_them():
    doc = document(row("1", assignments=lead("区体育局")), row("", assignments=lead("区教育局")))
    assert [body.name for body in make_plan(doc, KNOWN, NOTHING).new_bodies] == ["区体育局"]


def test_fingerprint_follows_what_is_stored_and_the_names():
    existing = stored(document(full_row()))
    same = fingerprint(KNOWN, stored(document(full_row())))
    assert fingerprint(KNOWN, existing) == same
    assert fingerprint(Directory(), existing) != same
    assert fingerprint(KNOWN, stored(document(full_row(title="改")))) != same


def test_document_without_year_is_not_compared():
    with pytest.raises(ValueError, match="year"):
        make_plan(document(row("1"), year=None), KNOWN, NOTHING)


def test_fields_and_places_in_words():
    assert field_label("milestone:M03") == "节点目标 3月"
    assert field_label("quota:道路/东浦镇") == "任务量“道路·东浦镇”"
    assert field_label("other:备注") == "备注"
    assert place_label(SourceRef(line=118).as_json()) == "第 118 行"
    assert place_label(SourceRef(sheet="清单", cell="C7").as_json()) == "工作表“清单”C7 单元格"
    assert place_label({"page": 2, "row": 5}) == "第 2 页第 5 行"
    assert place_label({}) == ""
