"""A demonstration district with its people, and a list of so many tasks with targets for each town."""

from __future__ import annotations

import calendar
import datetime
import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password

from districts.models import Department, District, Membership, Notification, Town, User
from progress.figures import DEFAULT, PACKS
from progress.models import ReportingPeriod, RoundPlan, RuleAdoption, RuleSet, RuleVersion
from reporting.bulk import words
from reporting.bulk.rows import Rows, noon
from tasklists.models import (
    Assignment,
    Category,
    Indicator,
    Milestone,
    Quota,
    Task,
    TaskList,
    TaskTown,
)

ONE_DAY = datetime.timedelta(days=1)
COLUMNS = [
    ["序号", "number"],
    ["任务名称", "title"],
    ["任务要求", "requirement"],
    ["牵头单位", "lead"],
    ["配合单位", "cooperating"],
    ["完成时限", "deadline"],
]
OPENS, CLOSES = 15, 25
# Deadlines: most at the year's end, more at the quarters' than between; by month from March on.
DUE_WEIGHTS = [3, 2, 2, 7, 3, 3, 6, 5, 7, 30]
PACES = [(1.15, 15), (1.0, 37), (0.97, 20), (0.9, 11), (0.75, 11), (0.5, 6)]  # (of the calendar, weight)


@dataclass(frozen=True, slots=True)
class Size:
    """How much: tasks, towns, and months that were reported, of each district."""

    tasks: int
    towns: int
    months: int


@dataclass(slots=True)
class Work:
    """A task with what the year will do with it."""

    task: Task
    lead: int  # department
    start: datetime.date
    due: datetime.date
    pace: float
    is_silent: bool  # stopped reporting two months ago
    is_waiting: bool  # begins on a day that has not come
    indicators: list[Indicator] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)

    def elapsed(self, day: datetime.date) -> float:
        """How much of its time has passed, 0 to 1."""
        whole = max((self.due - self.start).days, 1)
        return min(max((day - self.start).days / whole, 0.0), 1.0)


@dataclass(slots=True)
class Promise:
    """The district before anybody has reported."""

    district: District
    task_list: TaskList
    towns: list[Town]
    departments: list[Department]
    office: User
    leads: dict[int, User]  # by department
    staff: dict[int, User]
    town_staff: dict[int, User]
    periods: list[ReportingPeriod]
    works: list[Work]


def promise(rows: Rows, number: int, size: Size, today: datetime.date, chance: random.Random) -> Promise:
    """`number` names the district (示例001区) and its people."""
    district = rows.add(
        District, name=name_of(number), city="示例市", office_name="区乡村振兴办", is_demo=True
    )
    towns = [
        rows.add(Town, district=district, name=words.town_name(n), position=n + 1) for n in range(size.towns)
    ]
    departments = [
        rows.add(Department, district=district, name=name, position=n + 1)
        for n, name in enumerate(words.DEPARTMENTS)
    ]
    people = _people(rows, number, district, departments, towns, today)
    task_list = _list(rows, district, number, today)
    made = Promise(
        district, task_list, towns, departments, *people, _periods(rows, task_list, size.months, today), []
    )
    categories = _categories(rows, task_list)
    for n in range(size.tasks):
        made.works.append(_work(rows, made, categories[n * len(categories) // size.tasks], n, today, chance))
    return made


def name_of(number: int) -> str:
    return f"示例{number:03}区"


def username_of(number: int, role: str) -> str:
    return f"demo{number:03}-{role}"


def _people(
    rows: Rows,
    number: int,
    district: District,
    departments: list[Department],
    towns: list[Town],
    today: datetime.date,
) -> tuple[User, dict[int, User], dict[int, User], dict[int, User]]:
    """Nobody has a password: the administrator gives one to whom it is wanted for."""

    def person(role: str, mark: str, word: str, **body: Any) -> User:
        user = rows.add(
            User,
            username=username_of(number, mark),
            full_name=f"{word}（演示）",
            password=make_password(None),
        )
        rows.add(Membership, district=district, user=user, role=role, **body)
        _notices(rows, district, user, today)
        return user

    office = person("office", "office", "区乡村振兴办")
    person("office", "office2", "区乡村振兴办")
    person("leader", "leader", "区领导")
    leads = {
        d.pk: person("lead", f"lead{n}", f"{d.name}负责人", department=d) for n, d in enumerate(departments)
    }
    staff = {
        d.pk: person("staff", f"staff{n}", f"{d.name}填报人", department=d) for n, d in enumerate(departments)
    }
    town_staff = {t.pk: person("town", f"town{n}", f"{t.name}填报人", town=t) for n, t in enumerate(towns)}
    return office, leads, staff, town_staff


def _notices(rows: Rows, district: District, user: User, today: datetime.date) -> None:
    """Four, every other one read."""
    for n in range(4):
        rows.add(
            Notification,
            district=district,
            user=user,
            kind="reminder",
            text="（演示）请按期填报本月进展。",
            url="/progress/",
            read_at=noon(today) if n % 2 else None,
        )


def _list(rows: Rows, district: District, number: int, today: datetime.date) -> TaskList:
    task_list = rows.add(
        TaskList,
        district=district,
        year=today.year,
        title=f"{today.year}年乡村振兴重点任务清单",
        state="issued",
        issuing_body="区乡村振兴办",
        issued_on=datetime.date(today.year, 1, 1),
        columns=COLUMNS,
    )
    rows.add(RoundPlan, district=district, task_list=task_list, opening_day=OPENS, closing_day=CLOSES)
    rules = rows.add(RuleSet, district=district, name="本区规则")
    figures = PACKS["blue"][1] if number % 2 else DEFAULT
    version = rows.add(
        RuleVersion, district=district, rule_set=rules, number=1, stored=figures.as_json(), made_on=today
    )
    first = today.replace(month=1, day=1) - 365 * ONE_DAY
    rows.add(RuleAdoption, district=district, task_list=task_list, version=version, from_day=first)
    return task_list


def _periods(rows: Rows, task_list: TaskList, months: int, today: datetime.date) -> list[ReportingPeriod]:
    """So many months up to the last one that has opened; the first of them may lie in the year before."""
    last = today if today.day >= OPENS else today.replace(day=1) - ONE_DAY
    found = []
    for back in reversed(range(months)):
        year, month = divmod(last.year * 12 + last.month - 1 - back, 12)
        month += 1
        closes = datetime.date(year, month, CLOSES)
        found.append(
            rows.add(
                ReportingPeriod,
                district_id=task_list.district_id,
                task_list=task_list,
                code=f"M{month:02}",
                starts_on=datetime.date(year, month, 1),
                ends_on=datetime.date(year, month, calendar.monthrange(year, month)[1]),
                opens_on=datetime.date(year, month, OPENS),
                closes_on=closes,
                opened_noted_on=datetime.date(year, month, OPENS),
                closed_noted_on=closes + ONE_DAY if closes < today else None,
            )
        )
    return found


def _categories(rows: Rows, task_list: TaskList) -> list[Category]:
    """The lower headings, in printed order."""
    found = []
    of_list = {"district_id": task_list.district_id, "task_list": task_list}
    for n, title in enumerate(words.HEADINGS):
        upper = rows.add(Category, label=words.NUMERALS[n], title=title, position=n * 10, **of_list)
        for m, part in enumerate(words.PARTS):
            label = f"（{words.NUMERALS[m]}）"
            place = n * 10 + m + 1
            found.append(rows.add(Category, parent=upper, label=label, title=part, position=place, **of_list))
    return found


def _work(
    rows: Rows, made: Promise, category: Category, n: int, today: datetime.date, chance: random.Random
) -> Work:
    lead, *others = chance.sample(made.departments, 3)
    due, is_recurring = _due(today, chance), chance.random() < 0.05
    is_waiting = not is_recurring and chance.random() < 0.03
    if is_waiting:
        due = datetime.date(today.year + (today.month > 10), 12, 31)
    has_shares = n % 3 == 0
    names_towns = not has_shares and n % 5 == 1
    task = rows.add(
        Task,
        district=made.district,
        task_list=made.task_list,
        category=category,
        number=str(n + 1),
        position=n + 1,
        title=words.title_of(n),
        requirement=words.REQUIREMENT.format(
            verb=words.VERBS[n % 8], object=words.object_of(n), quarter=chance.choice(words.QUARTERS)
        ),
        deadline=None if is_recurring else due,
        first_deadline=None if is_recurring else due,
        deadline_text="全年" if is_recurring else f"{due.month}月底",
        recurring="continuous" if is_recurring else "",
        starts_on=today + 20 * ONE_DAY if is_waiting else None,
        investment_wan=Decimal(chance.randrange(10, 3000)) if n % 2 else None,
        scope_kind="all_towns" if has_shares else "named" if names_towns else "none",
        scope_text=f"{len(made.towns)}个街镇" if has_shares else "",
    )
    towns = chance.sample(made.towns, min(3, len(made.towns))) if names_towns else []
    _bodies(rows, task, [lead, *others], towns)
    start = task.starts_on or datetime.date(today.year, 1, 1)
    end = datetime.date(today.year, 12, 31) if is_recurring else due
    pace = chance.choices([pace for pace, _ in PACES], [weight for _, weight in PACES])[0]
    work = Work(task, lead.pk, start, end, pace, chance.random() < 0.04, is_waiting)
    _targets(rows, made, work, has_shares, chance)
    return work


def _bodies(rows: Rows, task: Task, departments: list[Department], towns: list[Town]) -> None:
    """The first department leads, two help; `towns` are those that the task names."""
    of_task = {"district": task.district, "task": task}
    for town in towns:
        rows.add(TaskTown, town=town, **of_task)
    for position, (body, role) in enumerate(
        zip(departments, ("lead", "cooperating", "cooperating"), strict=True)
    ):
        rows.add(Assignment, department=body, role=role, position=position, printed=body.name, **of_task)


def _due(today: datetime.date, chance: random.Random) -> datetime.date:
    """A month's end of the year; a few within the next days."""
    if chance.random() < 0.015:
        return today + chance.randrange(4) * ONE_DAY
    month = chance.choices(range(3, 13), DUE_WEIGHTS)[0]
    return datetime.date(today.year, month, calendar.monthrange(today.year, month)[1])


def _targets(rows: Rows, made: Promise, work: Work, has_shares: bool, chance: random.Random) -> None:
    """A third of the tasks have a share for each town, a third a target of the department's alone (one
    in five a second one), the rest none."""
    of_task = {"district": made.district, "task": work.task}
    draw = chance.random()
    if has_shares or draw < 0.5:
        each = chance.randrange(5, 200)
        unit = chance.choice(words.UNITS)
        indicator = rows.add(
            Indicator,
            name="完成数量",
            unit=unit,
            target=Decimal(each * len(made.towns)),
            position=1,
            **of_task,
        )
        work.indicators.append(indicator)
        if has_shares:
            work.quotas += [
                rows.add(Quota, district=made.district, indicator=indicator, town=town, value=Decimal(each))
                for town in made.towns
            ]
        if draw < 0.1:
            second = rows.add(
                Indicator, name="覆盖率", unit="%", comparator=">=", target=Decimal(90), position=2, **of_task
            )
            work.indicators.append(second)
    year = work.task.task_list.year
    for period, due, asked in (
        ("H1", datetime.date(year, 6, 30), "完成前期工作"),
        ("Q3", datetime.date(year, 9, 30), "完成主体工作"),
        ("M10", datetime.date(year, 10, 31), "完成竣工验收"),
    ):
        if due >= work.due or chance.random() < 0.4:
            continue
        share = int(work.elapsed(due) * 90)
        figure = {"percent": Decimal(share), "text": f"完成{share}%"} if work.indicators else {"text": asked}
        work.milestones.append(rows.add(Milestone, period=period, due=due, **figure, **of_task))
