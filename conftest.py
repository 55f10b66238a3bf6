"""The cast and the small makers that every test uses."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from districts.models import Department, District, Membership, Town, User
from tasklists.models import Assignment, Category, Indicator, Milestone, Quota, Task, TaskList

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
