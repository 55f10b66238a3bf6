"""write_fixture carries facts and figures of a document, and none of its sentences."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tasklists.fixture_lists import read_list
from tasklists.fixture_writing import TitleNeeded, as_fixture
from tasklists.importing.pipeline import read_document

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "samples"
LISTS = ("merged-category-table", "cell-per-line", "wide-table", "campaign")


def sample(name):
    return read_document((SAMPLES / f"{name}.txt").read_bytes(), name=f"{name}.txt")


def facts(task):
    return (
        task.number,
        task.parent,
        task.upper_number,
        task.category,
        task.title,
        [(part.department, part.role) for part in task.assignments],
        task.deadline and (task.deadline.text, task.deadline.date, task.deadline.recurring),
        task.investment and (task.investment.text, task.investment.amount_wan, task.investment.approximate),
        (task.scope.kind, task.scope.towns),
        [(i.name, i.unit, i.comparator, i.target, i.minimum, i.maximum, i.each) for i in task.indicators],
        [[(q.towns, q.value, q.implied, q.joint) for q in i.quotas] for i in task.indicators],
        [
            (m.period, m.due, m.percent, m.value, m.unit)
            for m in task.milestones
            if m.percent is not None or m.value is not None
        ],
    )


@pytest.mark.parametrize("name", LISTS)
def test_what_is_written_reads_as_the_same_facts(name):
    document = sample(name)
    read = read_list(as_fixture(document, {}))
    assert [facts(task) for task in read.tasks] == [facts(task) for task in document.tasks]
    assert (read.title, read.year, read.district, read.issued_on, read.columns) == (
        document.title,
        document.year,
        document.district,
        document.issued_on,
        document.columns,
    )
    assert [(c.path, c.title, c.parent) for c in read.categories] == [
        (c.path, c.title, c.parent) for c in document.categories
    ]


@pytest.mark.parametrize("name", LISTS)
def test_no_sentence_of_the_document_is_written(name):
    document = sample(name)
    written = as_fixture(document, {})
    prose = [text for task in document.tasks for text in task.fields.values() if len(text) > 12]
    prose += [m.text for task in document.tasks for m in task.milestones if len(m.text) > 8]
    assert prose
    assert [text for text in prose if text in written] == []


def test_title_that_is_a_sentence_needs_a_short_one():
    document = sample("plan-with-binding-list")
    with pytest.raises(TitleNeeded):
        as_fixture(document, {"1": "粮食面积和产量"})
    titles = {task.number: f"第{task.number}项" for task in document.tasks}
    read = read_list(as_fixture(document, titles))
    assert [task.title for task in read.tasks][:2] == ["第1项", "第2项"]
    assert [(item.number, item.title) for item in read.plan] == [
        (item.number, item.title) for item in document.plan
    ]


def test_command_keeps_the_short_titles_of_a_binding_list(tmp_path):
    source = SAMPLES / "plan-with-binding-list.txt"
    with pytest.raises(CommandError, match="整句"):
        call_command("write_fixture", str(source), "qinghe", folder=str(tmp_path), stdout=io.StringIO())
    titles = [{"number": str(number), "title": f"短{number}"} for number in range(1, 12)]
    (tmp_path / "qinghe.json").write_text(json.dumps({"tasks": titles}), encoding="utf-8")
    call_command("write_fixture", str(source), "qinghe", folder=str(tmp_path), stdout=io.StringIO())
    read = read_list((tmp_path / "qinghe.json").read_text(encoding="utf-8"))
    assert [task.title for task in read.tasks] == [row["title"] for row in titles]


def test_command_writes_a_list_of_short_titles_at_once(tmp_path):
    source = SAMPLES / "wide-table.txt"
    call_command("write_fixture", str(source), "qinghe", folder=str(tmp_path), stdout=io.StringIO())
    assert len(read_list((tmp_path / "qinghe.json").read_text(encoding="utf-8")).tasks) == 10
