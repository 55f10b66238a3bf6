"""QuerySets of the list and its parts, named by purpose."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q

from districts import permissions
from districts.joined import Below, read_with
from districts.querysets import DistrictOwnedQuerySet

if TYPE_CHECKING:
    from districts.models import User
    from tasklists.models import Task

MOST_WORDS = 5  # of a search: each is looked for in seven columns


class TaskListQuerySet(DistrictOwnedQuerySet):
    """A draft list is the office's own until it is issued."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        if reach.everything:
            return self.all()
        return self.filter(
            Q(district_id__in=reach.office_districts) | Q(district_id__in=reach.districts, state="issued")
        )


class PartOfListQuerySet(DistrictOwnedQuerySet):
    """Rows below a list; `list_path` leads to it, `task_path` to the task that decides whether the
    row concerns a town ("" for the task itself, None where it concerns every town)."""

    list_path = "task_list"
    task_path: str | None = None

    def visible_to(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        rows = super().visible_to(user)
        if reach.everything or reach.districts == reach.office_districts:
            return rows
        issued = Q(**{f"{self.list_path}__state": "issued"})
        return rows.filter(Q(district_id__in=reach.office_districts) | issued)

    def concerning(self, towns: Collection[int]) -> Q:
        if self.task_path is None:
            return super().concerning(towns)
        from tasklists.models import Quota, QuotaPartner, TaskTown

        task = OuterRef(f"{self.task_path}__pk" if self.task_path else "pk")
        return (
            Q(**{f"{self.task_path}__scope_kind" if self.task_path else "scope_kind": "all_towns"})
            | Exists(Quota.objects.filter(indicator__task=task, town__in=towns))
            | Exists(QuotaPartner.objects.filter(quota__indicator__task=task, town__in=towns))
            | Exists(TaskTown.objects.filter(task=task, town__in=towns))
        )


class TaskQuerySet(PartOfListQuerySet):
    task_path = ""

    def in_printed_order(self) -> Self:
        return self.order_by("task_list_id", "position", "id")

    def due_by(self, day: datetime.date) -> Self:
        """Tasks whose deadline that holds now is this day or earlier."""
        return self.filter(deadline__lte=day)

    def led_by(self, departments: Collection[int]) -> Self:
        """Tasks in which one of these departments leads."""
        from tasklists.models import Assignment

        return self.filter(
            Exists(Assignment.objects.filter(task=OuterRef("pk"), department__in=departments, role="lead"))
        )

    def without_lead(self) -> Self:
        """Tasks in which no department leads."""
        from tasklists.models import Assignment

        leads = Assignment.objects.filter(task=OuterRef("pk"), department__isnull=False, role="lead")
        return self.filter(~Exists(leads))

    def mentioning(self, words: str) -> Self:
        """Tasks whose number is this, or whose title or prose has each of the words,
        of which `MOST_WORDS` count."""
        found = Q()
        for word in words.split()[:MOST_WORDS]:
            found &= (
                Q(title__icontains=word)
                | Q(number=word)
                | Q(requirement__icontains=word)
                | Q(objective__icontains=word)
                | Q(content__icontains=word)
                | Q(scale__icontains=word)
                | Q(scope_text__icontains=word)
            )
        return self.filter(found)

    def counted_for(self, user: User | AnonymousUser) -> Self:
        """Tasks whose counts the person may read: on the dashboards town staff see the figures of the
        whole district, though not every row. Only issued lists are counted."""
        reach = permissions.reach(user)
        issued = self.filter(task_list__state="issued")
        return issued if reach.everything else issued.filter(district_id__in=reach.districts)

    def with_bodies(self) -> Self:
        """Departments and category fetched along, for one row a task."""
        from tasklists.models import Assignment

        return self.select_related("category", "category__parent").prefetch_related(
            Prefetch(
                "assignments",
                Assignment.objects.select_related("department", "town").order_by("position", "id"),
            )
        )

    def listed_with_bodies(self, *others: Below) -> list[Task]:
        """The tasks with their departments, as `with_bodies`, and with these other rows below them, in
        one query: for a few tasks (see `read_with`)."""
        bodies = Below("assignments", ("department", "town"), ("position", "pk"))
        return read_with(self, bodies, *others)


class TaskPartQuerySet(PartOfListQuerySet):
    """Assignments, indicators, milestones: rows directly below a task."""

    list_path = "task__task_list"
    task_path = "task"


class QuotaQuerySet(PartOfListQuerySet):
    """Town staff see every town's quota of the tasks that concern them (shares are published with
    the list); what towns report on them is narrower and stands in `progress`."""

    list_path = "indicator__task__task_list"
    task_path = "indicator__task"


class QuotaPartnerQuerySet(PartOfListQuerySet):
    list_path = "quota__indicator__task__task_list"
    task_path = "quota__indicator__task"
