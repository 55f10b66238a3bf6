"""A list handed out and brought in again changes nothing: as issued, and after it was edited."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import make_indicator, make_list, make_milestone, make_task
from districts.models import Department, District, Town
from tasklists.exporting.files import FORMATS, list_file, printed_list
from tasklists.importing.apply import SourceFile, apply_plan
from tasklists.importing.pipeline import read_document
from tasklists.importing.plan import make_plan
from tasklists.importing.snapshot import directory_of, existing_list, find_list
from tasklists.models import Assignment, Category, Indicator, Milestone, Quota, QuotaPartner, Task, TaskList

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
SAMPLES = sorted((ROOT / "fixtures" / "samples").glob("*.txt"))
DOCUMENTS = sorted((ROOT.parent / "shared" / "documents").glob("*.txt"))


def stored(path: Path) -> TaskList:
    content = path.read_bytes()
    document = read_document(content, name=path.name)
    district, _ = District.objects.get_or_create(name=document.district)
    plan = make_plan(document, directory_of(district), existing_list(None))
    apply_plan(plan, district, SourceFile(path.name, content, keep=False))
    return find_list(district, document)


def brought_back(task_list: TaskList, extension: str):
    """The plan of importing the exported file into the list."""
    file = list_file(task_list, extension)
    document = read_document(
        file.content, name=file.name, year=task_list.year, district=task_list.district.name
    )
    return make_plan(document, directory_of(task_list.district), existing_list(task_list))


def assert_nothing_changes(task_list: TaskList) -> None:
    for extension in FORMATS:
        plan = brought_back(task_list, extension)
        changed = [(row.outcome, row.key, row.changes) for row in plan.rows if row.outcome != "unchanged"]
        assert (extension, changed, plan.head_changes) == (extension, [], ())
    assert printed_list(task_list)[1] == ()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_in_each_layout_comes_back_unchanged(path):
    assert_nothing_changes(stored(path))


@pytest.mark.documents
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name[:3])
def test_each_of_the_five_documents_comes_back_unchanged(path):
    assert_nothing_changes(stored(path))


@pytest.fixture
def entered(cast):
    """A list made in the browser, with one of everything, never printed."""
    task_list = make_list(cast.district, title="2026年清河区重点任务清单")
    top = Category.objects.create(
        district=cast.district, task_list=task_list, label="一", title="基础设施", position=1
    )
    below = Category.objects.create(
        district=cast.district, task_list=task_list, parent=top, label="（一）", title="道路", position=2
    )
    task = make_task(
        task_list,
        "1",
        cast.department,
        category=below,
        title="改造农村道路",
        requirement="按计划改造。",
        investment_wan=Decimal("120.5"),
        investment_approximate=True,
    )
    Assignment.objects.create(
        district=cast.district,
        task=task,
        department=cast.department2,
        role="cooperating",
        printed="区水务局",
        position=2,
    )
    roads = make_indicator(task, "5.5", {cast.town1: "2", cast.town2: None}, comparator=">=")
    joint = make_indicator(task, "1", {cast.town1: "1"}, name="示范片", unit="个", position=2)
    QuotaPartner.objects.create(district=cast.district, quota=joint.quotas.get(), town=cast.town2)
    make_milestone(task, "H1", datetime.date(2026, 6, 30), text="完成20%", percent=20)
    make_milestone(task, "2026-09-15", datetime.date(2026, 9, 15), text="完成验收")
    second = make_task(
        task_list, "2", cast.department2, category=below, deadline=None, recurring="continuous"
    )
    make_indicator(second, None, name="满意度", unit="", target_text="良好以上")
    assert roads.pk
    return task_list


def test_a_list_entered_in_the_browser_comes_back_unchanged(entered):
    assert_nothing_changes(entered)


def test_a_list_of_two_levels_numbered_anew_in_each_heading_comes_back_unchanged(cast):
    task_list = make_list(cast.district, title="2026年清河区分类编号任务清单")
    top = Category.objects.create(
        district=cast.district, task_list=task_list, label="一", title="基础设施", position=1
    )
    for position, title in enumerate(("道路", "桥梁"), start=1):
        label = f"（{'一二'[position - 1]}）"
        below = Category.objects.create(
            district=cast.district,
            task_list=task_list,
            parent=top,
            label=label,
            title=title,
            position=position + 1,
        )
        for number in ("1", "2"):
            task = make_task(
                task_list,
                number,
                cast.department,
                category=below,
                title=f"{title}任务{number}",
                numbering_scope=below.path,
            )
            Task.objects.filter(pk=task.pk).update(position=10 * position + int(number))
    assert_nothing_changes(task_list)


def test_a_list_edited_after_import_comes_back_unchanged():
    task_list = stored(ROOT / "fixtures" / "samples" / "cell-per-line.txt")
    quota = Quota.objects.filter(value__isnull=False).first()
    quota.value += 1
    quota.save()
    indicator = Indicator.objects.filter(target__isnull=False).exclude(pk=quota.indicator_id).first()
    indicator.target *= 2
    indicator.save()
    task = Task.objects.filter(task_list=task_list).last()
    task.deadline, task.title = datetime.date(task_list.year, 8, 31), "换了名称的任务"
    task.save()
    Milestone.objects.create(
        district=task.district,
        task=task,
        period="Q1",
        due=datetime.date(task_list.year, 3, 31),
        text="完成10%",
        percent=10,
    )
    town = Town.objects.filter(district=task_list.district).first()
    new = make_indicator(task, "3", {town: "3"}, name="新增指标", unit="个")
    taken = Assignment.objects.filter(task=task).values("department")
    department = Department.objects.filter(district=task_list.district).exclude(pk__in=taken).last()
    Assignment.objects.create(
        district=task.district,
        task=task,
        department=department,
        role="guiding",
        printed=department.name,
        position=9,
    )
    assert new.pk
    assert_nothing_changes(task_list)


def test_words_that_look_like_a_formula_come_back_as_words(cast):
    task_list = make_list(cast.district)
    make_task(task_list, "1", cast.department, title="=1+1的任务", requirement="+增长计划\n-减少排放")
    assert_nothing_changes(task_list)
