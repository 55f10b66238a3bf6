"""What a person corrects before a list is stored: columns, rows, the year, names."""

import pytest

from tasklists.importing.corrections import key_of
from tasklists.importing.pipeline import understand
from tasklists.importing.plan import make_plan
from tasklists.importing.readers import read
from tasklists.importing.reconcile import Directory, KnownBody
from tasklists.importing.records import Corrections, Naming, RowSplit, UnreadableDocument
from tasklists.importing.states import NOTHING_STORED

TEXT = """2026年清河区乡村振兴重点任务清单
序号\t任务名称\t任务要求\t牵头部门\t完成时限
1\t改造农村道路\t改造5公里。\t区建管委\t10月底
2\t建设公园\t建成2座。\t区绿化局\t12月底
\t\t并做好管护。\t\t
3\t整治河道 清理垃圾\t全年开展。\t区水务局\t12月底
"""


def listed(text: str = TEXT, **corrections):
    return understand(read(text.encode(), "list.txt"), corrections=Corrections(**corrections))


def titles(document) -> list[str]:
    return [f"{task.number} {task.title}" for task in document.tasks]


def test_a_row_is_taken_out():
    before = listed()
    after = listed(taken_out=(key_of("2", "建设公园"),))
    assert len(after.tasks) == len(before.tasks) - 1
    assert "2 建设公园" not in titles(after)


def test_a_row_is_joined_to_the_one_above():
    after = listed(merged=(key_of("2", "建设公园"),))
    first = after.tasks[0]
    assert first.number == "1"
    assert "建成2座" in first.fields["requirement"]
    assert "2 建设公园" not in titles(after)


def test_a_row_is_parted_in_two():
    key = next(key_of(t.number, t.title) for t in listed().tasks if t.number == "3")
    after = listed(split=(RowSplit(key, "清理垃圾", "4"),))
    assert titles(after)[-2:] == ["3 整治河道", "4 清理垃圾"]
    assert after.tasks[-1].assignments == after.tasks[-2].assignments


def test_splitting_at_words_that_are_not_there_changes_nothing():
    key = next(key_of(t.number, t.title) for t in listed().tasks if t.number == "3")
    assert titles(listed(split=(RowSplit(key, "没有的字", "4"),))) == titles(listed())


def test_the_year_is_set():
    text = TEXT.replace("2026年", "")
    assert listed(text).year is None
    document = listed(text, year=2026)
    assert document.year == 2026
    assert document.tasks[0].deadline.date.year == 2026


def test_a_column_is_mapped_and_keeps_its_printed_heading():
    text = TEXT.replace("任务要求", "甲乙丙丁")
    assert "甲乙丙丁" in listed(text).tasks[0].fields
    document = listed(text, columns=(("甲乙丙丁", "requirement"),))
    assert document.tasks[0].fields["requirement"] == "改造5公里。"
    assert ("甲乙丙丁", "requirement") in document.columns


def test_a_table_whose_headings_nobody_knows_is_found_once_they_are_mapped():
    text = "2026年清单\n子\t丑\t寅\n1\t改造农村道路\t区建管委\n2\t建设公园\t区绿化局\n3\t清洁河道\t区水务局\n"
    with pytest.raises(UnreadableDocument):
        listed(text)
    document = listed(text, columns=(("子", "number"), ("丑", "title"), ("寅", "lead")))
    assert titles(document) == ["1 改造农村道路", "2 建设公园", "3 清洁河道"]
    assert [heading for heading, _ in document.columns] == ["子", "丑", "寅"]


def planned(directory: Directory, *names: Naming):
    return make_plan(listed(names=names), directory, NOTHING_STORED)


def test_a_spelling_is_said_to_be_a_known_department():
    directory = Directory((KnownBody("区建设管理委"), KnownBody("区绿化局"), KnownBody("区水务局")))
    assert "unknown_department" in {issue.code for issue in planned(directory).issues}
    plan = planned(directory, Naming("department", "区建管委", "区建设管理委"))
    assert "unknown_department" not in {issue.code for issue in plan.issues}
    assert plan.new_bodies == ()


def test_a_doubtful_name_is_said_to_be_a_new_department():
    directory = Directory((KnownBody("区建设管理委"), KnownBody("区绿化局"), KnownBody("区水务局")))
    plan = planned(directory, Naming("department", "区建管委", "区建管委"))
    assert [body.name for body in plan.new_bodies] == ["区建管委"]
