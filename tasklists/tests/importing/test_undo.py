"""The last import of a list can be taken back until something was built on it."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from conftest import make_list, make_task
from districts.models import Department, District, Membership, NameVariant, Town
from tasklists.importing.apply import ImportRefused, SourceFile, apply_plan
from tasklists.importing.kept import as_json, corrections_from, existing_from
from tasklists.importing.pipeline import understand
from tasklists.importing.plan import make_plan
from tasklists.importing.readers import read
from tasklists.importing.records import Corrections, Naming, RowSplit
from tasklists.importing.snapshot import directory_of, existing_list, find_list
from tasklists.importing.undo import undo_import, why_not
from tasklists.models import (
    Assignment,
    Category,
    DocumentImport,
    Indicator,
    ListChange,
    Milestone,
    Quota,
    Task,
    TaskList,
    TaskTown,
)

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[3] / "fixtures" / "samples" / "cell-per-line.txt"


def imported(district: District, text: str, user=None, **corrections) -> DocumentImport:
    said = Corrections(**corrections)
    document = understand(read(text.encode(), "list.txt"), name="list.txt", corrections=said)
    task_list = find_list(district, document)
    plan = make_plan(document, directory_of(district), existing_list(task_list))
    file = SourceFile("list.txt", text.encode(), keep=False)
    return apply_plan(plan, district, file, user=user, corrections=said)


@pytest.fixture
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


def test_states_and_corrections_survive_being_kept(cast, text):
    record = imported(cast.district, text)
    existing = existing_list(record.task_list)
    assert existing_from(as_json(existing)) == existing
    said = Corrections(
        2026,
        (("甲", "title"),),
        ("1|a",),
        ("2|b",),
        (RowSplit("3|c", "d", "4"),),
        (Naming("town", "a", "b"),),
    )
    assert corrections_from(as_json(said)) == said
    assert corrections_from({}) == Corrections()


def test_the_first_import_of_a_list_is_undone_by_taking_the_list_away(cast, text):
    record = imported(cast.district, text)
    assert undo_import(record, cast.office) is True
    assert not TaskList.objects.exists()
    assert not Task.objects.exists()


def test_a_second_import_is_undone_to_the_list_as_it_stood(cast, text):
    first = imported(cast.district, text)
    before = existing_list(first.task_list)
    changed = text.replace("12月底", "11月底")
    assert changed != text
    second = imported(cast.district, changed)
    assert existing_list(first.task_list) != before
    assert undo_import(second, cast.office) is False
    assert existing_list(first.task_list) == before
    second.refresh_from_db()
    assert second.undone_by == cast.office
    assert ListChange.objects.filter(reason__startswith="撤销导入").exists()
    assert "已经撤销" in why_not(second)


def test_each_part_stands_at_its_place_in_the_original_again(cast, text):
    def places():
        models = (Category, Task, Assignment, Indicator, Milestone, Quota)
        return {model.__name__: dict(model.objects.values_list("pk", "source")) for model in models}

    imported(cast.district, text)
    before = places()
    assert all(before["Task"].values()) and any(before["Quota"].values())
    undo_import(imported(cast.district, "一行说明\n" + text.replace("12月底", "11月底")), cast.office)
    assert places() == before


def test_only_the_last_import_is_undone(cast, text):
    first = imported(cast.district, text)
    imported(cast.district, text.replace("12月底", "11月底"))
    with pytest.raises(ImportRefused, match="只能先撤销最近的一次"):
        undo_import(first, cast.office)


def test_an_import_is_not_undone_over_later_changes(cast, text):
    record = imported(cast.district, text)
    task = record.task_list.tasks.first()
    task.title = "人工改过"
    task.save()
    with pytest.raises(ImportRefused, match="又有改动"):
        undo_import(record, cast.office)
    assert Task.objects.filter(title="人工改过").exists()


def test_only_the_office_of_the_district_undoes(cast, text):
    record = imported(cast.district, text)
    for person in (cast.lead, cast.leader, cast.office2):
        with pytest.raises(PermissionDenied):
            undo_import(record, person)


def test_a_spelling_that_was_explained_is_known_next_time(cast, text):
    record = imported(cast.district, text)
    name = record.task_list.tasks.first().assignments.first().department.name
    other = text.replace(name, "某个别的写法委", 1)
    imported(cast.district, other, names=(Naming("department", "某个别的写法委", name),))
    assert NameVariant.objects.get(written="某个别的写法委").department.name == name


def test_departments_that_the_import_made_go_with_it_unless_something_names_them(cast, text):
    before = set(Department.objects.values_list("pk", flat=True))
    record = imported(cast.district, text)
    made = list(Department.objects.exclude(pk__in=before))
    assert len(made) > 1
    used = made[0]
    Membership.objects.create(district=cast.district, user=cast.outsider, role="lead", department=used)
    NameVariant.objects.create(district=cast.district, department=made[1], written="又一个写法")
    town = Town.objects.create(district=cast.district, name="新镇")
    record.before["new_bodies"] += [{"kind": "town", "name": "新镇"}]
    record.save()
    other = make_task(make_list(cast.district, year=2025, title="另一份"))
    TaskTown.objects.create(district=cast.district, task=other, town=town)
    undo_import(record, cast.office)
    assert Town.objects.filter(pk=town.pk).exists()
    assert set(Department.objects.values_list("pk", flat=True)) == before | {used.pk}
    assert not NameVariant.objects.filter(written="又一个写法").exists()
