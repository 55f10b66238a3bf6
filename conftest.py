"""The cast and the small makers that every test uses, and what a test may stand on: a browser
(fixture `visitor`), the real documents (fixture `documents`), PostgreSQL (marker `postgres`)."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, TransactionTestCase

from districts.append_only import guard, guarded_tables, unguard
from districts.models import Department, District, Membership, Town, User
from tasklists.models import Assignment, Category, Indicator, Milestone, Quota, Task, TaskList

pytest_plugins = ["config.tests.browser"]

# Playwright's synchronous interface keeps an event loop in the main thread, where Django would
# then refuse every query; the application itself has no asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DOCUMENTS = Path(__file__).resolve().parent.parent / "shared" / "documents"
MARKED_BY_FIXTURE = {"visitor": "browser", "page": "browser", "documents": "documents", "db": "database"}
REQUIRED = {
    marker: bool(os.environ.get(f"REQUIRE_{marker.upper()}"))
    for marker in ("browser", "documents", "postgres")
}

TODAY = datetime.date(2026, 6, 15)
PASSWORD = "correct-horse-7"


def make_user(username: str, **kwargs: Any) -> User:
    return User.objects.create_user(username, password=PASSWORD, full_name=username, **kwargs)


def make_member(district: District, role: str, username: str, **body: Any) -> User:
    user = make_user(username)
    Membership.objects.create(district=district, user=user, role=role, **body)
    return user


def make_list(district: District, **kwargs: Any) -> TaskList:
    fields = {"year": 2026, "title": "2026年重点任务清单", "state": "issued"} | kwargs
    return TaskList.objects.create(district=district, **fields)


def make_task(task_list: TaskList, number: str = "1", lead: Department | None = None, **kwargs: Any) -> Task:
    fields = {"title": f"任务{number}", "deadline": datetime.date(2026, 12, 31)} | kwargs
    if not fields.get("category"):
        fields["category"], _ = Category.objects.get_or_create(
            district=task_list.district, task_list=task_list, label="一", title="第一类"
        )
    position = int(number) if number.isdigit() else 0
    task = Task.objects.create(
        district=task_list.district, task_list=task_list, number=number, position=position, **fields
    )
    if lead:
        Assignment.objects.create(
            district=task.district, task=task, department=lead, role="lead", printed=lead.name
        )
    return task


def make_indicator(
    task: Task, target: Any = None, quotas: dict[Town, Any] | None = None, **kwargs: Any
) -> Indicator:
    fields = {"name": "道路", "unit": "公里"} | kwargs
    indicator = Indicator.objects.create(
        district=task.district, task=task, target=None if target is None else Decimal(str(target)), **fields
    )
    for town, value in (quotas or {}).items():
        Quota.objects.create(
            district=task.district,
            indicator=indicator,
            town=town,
            value=None if value is None else Decimal(str(value)),
        )
    return indicator


def make_milestone(task: Task, period: str, due: datetime.date, **kwargs: Any) -> Milestone:
    return Milestone.objects.create(district=task.district, task=task, period=period, due=due, **kwargs)


class Cast:
    """Two districts and the same people in every test: office, lead, staff, town, leader of 清河区;
    office2 and lead2 of 云山区; an administrator; an outsider with no membership."""

    def __init__(self) -> None:
        self.district = District.objects.create(name="清河区", city="示例市")
        self.other_district = District.objects.create(name="云山区", city="示例市")
        self.department = Department.objects.create(district=self.district, name="区农业农村委", position=1)
        self.department2 = Department.objects.create(district=self.district, name="区水务局", position=2)
        self.other_department = Department.objects.create(district=self.other_district, name="区农业农村局")
        self.town1 = Town.objects.create(district=self.district, name="东浦镇", position=1)
        self.town2 = Town.objects.create(district=self.district, name="西塘镇", position=2)
        self.other_town = Town.objects.create(district=self.other_district, name="北岭镇", position=1)
        self.office = make_member(self.district, "office", "office")
        self.lead = make_member(self.district, "lead", "lead", department=self.department)
        self.lead_water = make_member(self.district, "lead", "lead_water", department=self.department2)
        self.staff = make_member(self.district, "staff", "staff", department=self.department)
        self.town = make_member(self.district, "town", "town", town=self.town1)
        self.town_west = make_member(self.district, "town", "town_west", town=self.town2)
        self.leader = make_member(self.district, "leader", "leader")
        self.office2 = make_member(self.other_district, "office", "office2")
        self.lead2 = make_member(self.other_district, "lead", "lead2", department=self.other_department)
        self.outsider = make_user("outsider")
        self.admin = User.objects.create_superuser("admin", password=PASSWORD)


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For rows that take long to make and that a whole module reads: they are made once, in a
    transaction that those of the tests lie within, and go when the module ends. A fixture that hands
    them out gives each test a copy (`copy.deepcopy`), as a test may change what it is given."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def task_list(cast: Cast) -> TaskList:
    return make_list(cast.district)


@pytest.fixture
def sign_in(client: Client) -> Any:
    """sign_in(user) → a client signed in as that user."""

    def as_user(user: User) -> Client:
        fresh = Client()
        fresh.force_login(user)
        return fresh

    return as_user


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder of the five real documents; the test is skipped where it is absent."""
    if not DOCUMENTS.is_dir():
        pytest.skip("没有 ../shared/documents：真实文件的测试未运行")
    return DOCUMENTS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    on_postgres = (os.environ.get("TEST_DATABASE_URL") or "").startswith("postgres")
    no_documents = pytest.mark.skip(reason="没有 ../shared/documents：真实文件的测试未运行")
    no_postgres = pytest.mark.skip(reason="没有 TEST_DATABASE_URL：PostgreSQL 的测试未运行")
    for item in items:
        for fixture, marker in MARKED_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
        if item.get_closest_marker("django_db") or "transactional_db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
        if item.get_closest_marker("documents") and not DOCUMENTS.is_dir():
            item.add_marker(no_documents)
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(no_postgres)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """REQUIRE_BROWSER, REQUIRE_DOCUMENTS, REQUIRE_POSTGRES turn a skip for want of it into a failure."""
    report: Any = yield
    wanting = [marker for marker, is_required in REQUIRED.items() if is_required]
    if report.skipped and not hasattr(report, "wasxfail"):
        marker = next((marker for marker in wanting if item.get_closest_marker(marker)), None)
        if marker:
            report.outcome = "failed"
            report.longrepr = f"REQUIRE_{marker.upper()} is set, yet this was skipped: {report.longrepr}"
    return report


@pytest.fixture(autouse=True, scope="session")
def logs_can_be_emptied() -> Iterator[None]:
    """A transactional test empties the database afterwards; the guards of the logs, which refuse
    that to everybody, step aside for it."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        with connection.schema_editor(atomic=False) as editor:
            tables = guarded_tables(connection)
            for table in tables:
                unguard(editor, table)
        plain(case)
        with connection.schema_editor(atomic=False) as editor:
            for table in tables:
                guard(editor, table)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = plain
