"""Contradictions across rows are reported, each with its place, and nothing is repaired."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from tasklists.importing.pipeline import understand
from tasklists.importing.readers.text import read_plain
from tasklists.importing.records import AssignmentRow, Deadline, Issue, ListDocument, MilestoneRow, SourceRef
from tasklists.importing.validate import validate
from tasklists.tests.importing.documents import document, row


def codes(*rows: object, **head: object) -> list[str]:
    return [issue.code for issue in validate(document(*rows, **head))]  # type: ignore[arg-type]


def read(text: str) -> ListDocument:
    return understand(read_plain(f"2024年清河区重点任务清单\n{text}"))


def reported(text: str) -> list[tuple[str, str | None]]:
    return [(issue.code, issue.task) for issue in read(text).issues if issue.level != "info"]


def test_a_list_without_contradictions_reports_nothing() -> None:
    assert codes(row("1"), row("2"), row("3")) == []


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["1", "2", "4"], ["number_gap"]),
        (["1", "2", "2"], ["number_duplicate"]),
        (["24", "25", "26"], []),
        (["1", "3", "2"], ["number_gap", "number_gap"]),
        (["（一）", "（二）", "（四）"], ["number_gap"]),
    ],
)
def test_own_numbers(numbers: list[str], expected: list[str]) -> None:
    assert codes(*(row(number) for number in numbers)) == expected


def test_numbers_that_restart_in_every_category_repeat_nothing() -> None:
    rows = [row(number, category=path) for path in ("(一)", "(二)") for number in ("1", "2")]

    assert codes(*rows) == []


def test_sub_items_are_numbered_below_their_parent() -> None:
    assert (
        codes(row("一"), row("1", parent="一"), row("2", parent="一"), row("二"), row("1", parent="二")) == []
    )


def test_upper_numbers_that_skip() -> None:
    rows = [row("1", upper_number="29"), row("2", upper_number="31")]

    (issue,) = validate(document(*rows))
    assert (issue.code, issue.task, issue.raw) == ("number_gap", "2", "31")
    assert "缺 30" in issue.message


def test_a_deadline_outside_the_year_of_the_list() -> None:
    late = row(deadline=Deadline("2025.11", datetime.date(2025, 11, 30), ref=SourceRef(line=48)))

    (issue,) = validate(document(late))
    assert (issue.code, issue.raw, issue.ref.line) == ("deadline_outside_year", "2025.11", 48)


def test_cumulative_milestones_never_ask_for_less() -> None:
    def milestones(*percents: int) -> tuple[MilestoneRow, ...]:
        return tuple(
            MilestoneRow(f"Q{quarter}", datetime.date(2026, quarter * 3, 28), f"{percent}%", Decimal(percent))
            for quarter, percent in enumerate(percents, start=1)
        )

    assert codes(row(milestones=milestones(20, 50, 100))) == []
    assert codes(row(milestones=milestones(20, 50, 40))) == ["milestone_decreasing"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("区建管委", "区建设管理委", ["department_variant"]),
        ("区农业农村委", "区农业农村局", ["department_variant"]),
        ("区市场监管局", "区市场监督管理局", ["department_variant"]),
        ("区民政局", "区财政局", []),
        ("各街镇", "各镇街", []),
    ],
)
def test_one_department_in_two_spellings(one: str, other: str, expected: list[str]) -> None:
    rows = [row(str(n), assignments=(AssignmentRow(name, "lead"),)) for n, name in enumerate((one, other), 1)]

    assert codes(*rows) == expected


def test_a_task_without_anyone_among_tasks_that_have_someone() -> None:
    assert codes(row("1"), row("2", assignments=())) == ["missing_lead"]
    assert codes(row("1", assignments=()), row("2", assignments=())) == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("全区共涉及乡村建设任务3项。", ["stated_count_mismatch"]),
        ("全区共涉及乡村建设任务2项。", []),
        ("请各单位落实。", []),
    ],
)
def test_the_stated_number_of_tasks(note: str, expected: list[str]) -> None:
    issues = validate(document(row("1"), row("2")), [(note, SourceRef(line=70))])

    assert [issue.code for issue in issues] == expected


def test_the_count_in_the_title() -> None:
    assert codes(row("1"), title="2026年清河区任务清单（74项）") == ["stated_count_mismatch"]


def test_a_category_printed_after_its_own_tasks_keeps_them_where_they_stand() -> None:
    text = (
        "类别\t序号\t任务\t单位\n(一)道路\t1\t修路\t区交通局\n\t2\t建屋\t区民政局\n"
        "(二)服务\t\t\t\n(三)水利\t3\t修渠\t区水务局\n"
    )

    document = read(text)

    assert ("category_after_tasks", None) in [(issue.code, issue.task) for issue in document.issues]
    assert [task.category for task in document.tasks] == ["(一)", "(一)", "(三)"]


def test_one_title_under_two_labels_stays_two_categories() -> None:
    header = "重点工作\n\n任务指标\n\n责任单位\n\n"
    text = header + "".join(
        f"({label})打响品牌\n\n创建{count}个示范点并完成验收。\n\n区农业局、区财政局\n\n"
        for label, count in (("三", 1), ("四", 2))
    )

    document = read(text + "(四)打响品牌\n\n举办活动不少于4场并做好总结。\n\n区农业局、区财政局\n")

    assert [category.path for category in document.categories] == ["(三)", "(四)"]
    assert [issue.code for issue in document.issues if issue.code == "category_repeated"] == [
        "category_repeated"
    ] * 2


QUOTAS = (
    "序号\t任务名称\t任务要求\t牵头部门\t街镇任务量\n1\t修路\t修复道路20公里。\t区建管委\t道路（公里）：%s。\n"
    "2\t建桥\t新建桥梁6座。\t区建管委\t桥梁（座）：东浦3、西塘2、柳河1。\n"
)


def test_quotas_that_do_not_add_up_to_the_stated_total() -> None:
    text = QUOTAS % "东浦8、西塘7、柳河3"

    assert ("quota_sum_mismatch", "1") in reported(text)


@pytest.mark.parametrize("changed", range(3))
def test_any_changed_quota_is_noticed_in_the_sum(changed: int) -> None:
    shares = [8, 7, 5]
    shares[changed] += 1
    cell = "、".join(f"{town}{share}" for town, share in zip(("东浦", "西塘", "柳河"), shares, strict=True))
    text = QUOTAS % cell

    assert ("quota_sum_mismatch", "1") in reported(text)


def test_every_issue_names_its_place_or_the_whole_list() -> None:
    text = (
        "类别\t序号\t任务\t单位\n(一)道路\t1\t修路\t区交通局\n\t3\t建屋\t\n"
        "(二)服务\t\t\t\n(三)水利\t4\t修渠\t区水务局\n"
    )

    issues: list[Issue] = [issue for issue in read(text).issues if issue.code != "missing_year"]

    assert {issue.code for issue in issues} >= {"number_gap", "missing_lead", "category_after_tasks"}
    assert all(issue.ref.as_json() for issue in issues)
    assert all(replace(issue).message.endswith("。") for issue in issues)
