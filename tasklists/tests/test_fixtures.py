"""The published lists of fixtures/ are loaded once, as facts and figures without prose."""

import io
import json
import shutil
from decimal import Decimal

import pytest
from django.core.management import call_command

from districts.models import Department, District, NameVariant, Town
from tasklists.fixture_lists import read_list
from tasklists.fixture_loading import FIXTURES, load_fixtures
from tasklists.importing.pipeline import read_document
from tasklists.importing.plan import make_plan
from tasklists.importing.snapshot import directory_of, existing_list, find_list
from tasklists.models import ImportIssue, Quota, Task, TaskList

LISTS = sorted((FIXTURES / "lists").glob("*.json"))
DISTRICTS = json.loads((FIXTURES / "districts.json").read_text(encoding="utf-8"))
COUNTS = {
    ("宝山区", 2023): (48, 23),
    ("青浦区", 2022): (74, 14),
    ("青浦区", 2026): (41, 7),
    ("江海区", 2023): (120, 37),
    ("闵行区", 2024): (8, 1),
}
DOCUMENTS = (
    "000_5fbd7af174781bbb.txt",
    "001_6daa0d8ba64a921b.txt",
    "002_b41a3f10656a21be.txt",
    "003_23ddc4cb0853e4e8.txt",
    "004_1c85e6c0fb5b57b8.txt",
)
FACTS = {
    "deadline",
    "deadline_text",
    "recurring",
    "investment_wan",
    "upper_number",
    "category",
    "assignments",
    "towns",
}


@pytest.fixture
def only(tmp_path):
    """only("minhang-2024") → a folder with this one list."""

    def folder(name):
        (tmp_path / "lists").mkdir()
        shutil.copy(FIXTURES / "lists" / f"{name}.json", tmp_path / "lists")
        shutil.copy(FIXTURES / "districts.json", tmp_path)
        return tmp_path

    return folder


@pytest.mark.django_db
def test_the_five_lists_are_loaded_with_their_counts():
    loaded = load_fixtures()
    assert {
        (task_list.district.name, task_list.year): (task_list.tasks.count(), task_list.categories.count())
        for task_list in loaded
    } == COUNTS
    assert {task_list.state for task_list in loaded} == {"issued"}


@pytest.mark.django_db
def test_every_name_is_linked_and_no_body_is_invented():
    load_fixtures()
    assert Department.objects.count() == sum(len(entry["departments"]) for entry in DISTRICTS)
    assert Town.objects.count() == sum(len(entry["towns"]) for entry in DISTRICTS)
    unlinked = Task.objects.filter(assignments__department=None, assignments__town=None)
    printed = set(unlinked.values_list("assignments__printed", flat=True)) - {None}
    assert {name for name in printed if "单位" not in name and "街镇" not in name} == set()
    assert not ImportIssue.objects.filter(code__in=["unknown_department", "unknown_town"]).exists()


@pytest.mark.django_db
def test_figures_known_contradictions_and_places_are_carried():
    load_fixtures()
    task = Task.objects.get(task_list__year=2022, number="9")
    road = task.indicators.get(name="道路")
    assert (road.target, sum(quota.value for quota in road.quotas.all())) == (
        Decimal("54.4"),
        Decimal("60.54"),
    )
    assert task.source == {"line": 87}
    assert task.import_issues.filter(code="quota_sum_mismatch").count() == 2
    park = Task.objects.get(task_list__year=2026, number="28")
    assert park.deadline.isoformat() == "2025-11-30"
    assert park.investment_wan == Decimal("830.14")
    assert list(park.milestones.values_list("period", "percent", "text")) == [
        ("H1", Decimal(20), "20%"),
        ("Q3", Decimal(50), "50%"),
        ("Q4", Decimal(100), "100%"),
    ]
    joint = Quota.objects.get(indicator__task__task_list__year=2022, indicator__task__number="26")
    assert [joint.town.name, joint.partners.get().town.name] == ["练塘镇", "现代农业园区"]


@pytest.mark.django_db
def test_loading_again_does_nothing_quietly(django_assert_max_num_queries):
    call_command("load_fixtures", stdout=io.StringIO())
    before = Task.objects.count()
    out = io.StringIO()
    with django_assert_max_num_queries(len(LISTS)):
        call_command("load_fixtures", stdout=out)
    assert out.getvalue() == ""
    assert Task.objects.count() == before


@pytest.mark.django_db
def test_what_people_changed_is_not_restored(only):
    folder = only("minhang-2024")
    load_fixtures(folder)
    TaskList.objects.update(title="改过的标题")
    Department.objects.filter(name="区城管局").update(name="区综合执法局")
    NameVariant.objects.all().delete()
    assert load_fixtures(folder) == []
    assert TaskList.objects.count() == 1
    assert not Department.objects.filter(name="区城管局").exists()


@pytest.mark.django_db
def test_deleted_list_does_not_come_back(only):
    folder = only("minhang-2024")
    load_fixtures(folder)
    TaskList.objects.get().tasks.all().delete()
    TaskList.objects.get().delete()
    assert load_fixtures(folder) == []
    assert not TaskList.objects.exists()


@pytest.mark.django_db
def test_district_that_exists_gets_what_it_lacks(only):
    district = District.objects.create(name="闵行区", office_name="自己的名称")
    Department.objects.create(district=district, name="区农业农村委", position=9)
    load_fixtures(only("minhang-2024"))
    district.refresh_from_db()
    assert district.office_name == "自己的名称"
    assert Department.objects.get(district=district, name="区农业农村委").position == 9
    assert Town.objects.filter(district=district).count() == 14


@pytest.mark.django_db
def test_list_that_was_imported_before_is_left_alone(only):
    folder = only("minhang-2024")
    title = read_list((folder / "lists" / "minhang-2024.json").read_text(encoding="utf-8")).title
    TaskList.objects.create(district=District.objects.create(name="闵行区"), year=2024, title=title)
    assert load_fixtures(folder) == []
    assert not Task.objects.exists()


@pytest.mark.parametrize("entry", DISTRICTS, ids=lambda entry: entry["name"])
def test_towns_have_each_a_tile_of_their_own_and_names_are_unambiguous(entry):
    tiles = [tuple(town["tile"]) for town in entry["towns"]]
    assert len(set(tiles)) == len(tiles)
    written = [town["name"] for town in entry["towns"]]
    written += [form for town in entry["towns"] for form in town["written"]]
    assert len(set(written)) == len(written)
    names = [form for name, forms in entry["departments"].items() for form in (name, *forms)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_files_hold_facts_without_prose(path):
    document = read_list(path.read_text(encoding="utf-8"))
    assert all(not task.fields for task in document.tasks)
    assert all("。" not in task.title and len(task.title) <= 30 for task in document.tasks)
    assert all("。" not in task.scope.text and len(task.scope.text) <= 24 for task in document.tasks)
    assert all(not item.text and len(item.title) <= 30 for item in document.plan)
    assert all(len(i.name) <= 28 and len(i.text) <= 14 for task in document.tasks for i in task.indicators)
    assert all(len(m.text) <= 12 for task in document.tasks for m in task.milestones)
    assert all(not issue.raw for issue in document.issues)


@pytest.mark.django_db
def test_the_documents_themselves_fit_upon_their_fixtures(documents):
    """Nothing new, nothing missing, nothing blocked: a document only adds its prose."""
    load_fixtures()
    for name in DOCUMENTS:
        document = read_document((documents / name).read_bytes(), name=name)
        district = District.objects.get(name=document.district)
        plan = make_plan(document, directory_of(district), existing_list(find_list(district, document)))
        assert [plan.count(outcome) for outcome in ("create", "missing", "blocked")] == [0, 0, 0], name
        assert plan.new_bodies == ()
        assert {change.field for row in plan.rows for change in row.changes} & FACTS == set(), name
