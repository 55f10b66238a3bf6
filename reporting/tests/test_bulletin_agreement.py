"""A word stands for one number in a bulletin: text and tables never contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from reporting.bulletins import tables, wording
from reporting.bulletins.figures import Figures
from reporting.bulletins.generating import TABLES, TEXTS
from reporting.tests.bulletin_states import FARM, WATER, make_state, october, october_figures

# What readers take for the same word.
SAME = {"共列任务": "任务数", "正常": "正常推进", "牵头任务逾期": "逾期", "完成": "已完成"}
WORDS = r"共列任务|已完成|正常推进|正常|需关注|未启动|任务量逾期或滞后|牵头任务逾期|逾期|滞后"
OF_ALL = re.compile(rf"(?<!量)({WORDS})(?:任务|的)?(\d+)项")
OF_BODIES = re.compile(rf"({WORDS})(?:任务)?的(?:类别|部门|街镇)(?:\d+个)?：([^。]*)。")
OF_BODY = re.compile(r"(?:^|、)“?([^、”\d（）]+)”?(\d+)项")

Said = dict[tuple[str, str], set[str]]


def everything_of(figures: Figures) -> Said:
    """By whose it is and the word: each number that the paper gives."""
    said: Said = defaultdict(set)
    for part, write in TEXTS.items():
        text = write(figures)
        if part == "overview":  # its further paragraphs are of one list each, or of the change
            text = text.partition("\n")[0]
        for word, number in OF_ALL.findall(text):
            said["", SAME.get(word, word)].add(number)
        for word, bodies in OF_BODIES.findall(text):
            for name, number in OF_BODY.findall(bodies):
                said[name, SAME.get(word, word)].add(number)
    for part, draw in TABLES.items():
        if table := draw(figures):
            for row in table.rows:
                name = "" if row[0] == "合计" else wording.bare(row[0])
                for cell, column in zip(row[1:], table.columns[1:], strict=True):
                    word = column.heading.removesuffix("任务") if part == "town" else column.heading
                    said[name, SAME.get(word, word)].add(cell)
    return said


def every_status() -> list:
    statuses = (
        "done", "done_late", "overdue", "behind", "near_deadline", "report_missing", "not_started",
        "nothing_due", "on_schedule", "far_behind",
    )  # fmt: skip
    kinds = october()[0].categories, october()[3].categories
    return [
        make_state(place, status, (FARM, WATER)[place % 2], categories=kinds[place % 2])
        for place, status in enumerate(statuses, 1)
    ]


@pytest.mark.parametrize(
    "states", [october(), every_status(), []], ids=["October", "every status", "no task"]
)
def test_no_word_stands_for_two_numbers(states: list) -> None:
    said = everything_of(october_figures(states))
    assert {key: numbers for key, numbers in said.items() if len(numbers) > 1} == {}


def test_what_the_first_paragraph_counts_stands_in_the_line_of_all_as_well() -> None:
    """Else the test above compares nothing."""
    figures = october_figures(every_status())
    first = dict(OF_ALL.findall(wording.overview(figures)))
    table = tables.by_category(figures)
    assert table is not None
    heads = [column.heading for column in table.columns]
    whole = dict(zip(heads, table.rows[-1], strict=True))
    assert first.pop("共列任务") == whole["任务数"] == "10"
    assert first == {word: whole[word] for word in first}
    assert set(first) == {"已完成", "正常推进", "需关注", "未启动", "滞后", "逾期"}


def test_the_line_of_a_category_adds_up() -> None:
    table = tables.by_category(october_figures(every_status()))
    assert table is not None
    for _name, number, done, _share, *others in table.rows:
        assert int(number) == int(done) + sum(map(int, others))


def test_the_annex_of_all_tasks_has_as_many_under_way_as_the_text_says() -> None:
    figures = october_figures(every_status())
    (annex,) = tables.annexes(figures, "all")
    words = [row[6] for row in annex.table.rows]
    said = everything_of(figures)
    assert said["", "正常推进"] == {str(words.count("正常"))} == {"1"}
    assert said["", "逾期"] == {str(words.count("逾期"))} == {"1"}


def test_reports_are_counted_in_copies_and_tasks_in_items() -> None:
    figures = october_figures()
    told = "".join(write(figures) for write in TEXTS.values())
    assert not re.search(r"(?:填报|报送|应报|按时)\d+项", told)
    assert "应报10份，未按时报送1份" in told


def test_a_town_stands_in_text_and_table_with_the_same_tasks() -> None:
    said = everything_of(october_figures())
    assert said["东浦镇", "逾期"] == {"1"} and said["西塘镇", "滞后"] == {"1"}
    assert said["东浦镇", "任务量逾期或滞后"] == {"1"}
