"""QuerySets of reports, named by purpose. A draft is its writers' own: others see what was handed in."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from districts import permissions
from tasklists.querysets import TaskPartQuerySet

if TYPE_CHECKING:
    from districts.models import User

HANDED_IN = ("submitted", "approved", "returned")


class ReportQuerySet(TaskPartQuerySet):
    """Reports of departments: those of the whole district read what was handed in, the department
    its own drafts too; towns read what was approved on the tasks that concern them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        if reach.everything:
            return self.all()
        return (
            super()
            .visible_to(user)
            .filter(
                Q(department_id__in=reach.departments)
                | Q(district_id__in=reach.whole_districts, state__in=HANDED_IN)
                | Q(state="approved")
            )
        )

    def of_departments(self, departments: Collection[int]) -> Self:
        return self.filter(department_id__in=departments)

    def to_review(self) -> Self:
        """Submitted and waiting for the office, oldest first."""
        return self.filter(state="submitted").order_by("submitted_on", "id")

    def approved_by(self, day: datetime.date) -> Self:
        """Approved on that day or before."""
        return self.filter(state="approved", approved_on__lte=day)

    def handed_in_before(self, day: Any) -> Self:
        """Of periods that closed before that day (a date or a reference to one), the last first."""
        earlier = self.filter(state__in=HANDED_IN, period__closes_on__lt=day)
        return earlier.order_by("-period__closes_on", "-id")


class ReportPartQuerySet(TaskPartQuerySet):
    """Figures, marks and files below a report: whoever may read the report."""

    list_path = "report__task__task_list"
    task_path = "report__task"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from progress.models import ProgressReport

        if permissions.reach(user).everything:
            return self.all()
        return self.filter(Exists(ProgressReport.objects.visible_to(user).filter(pk=OuterRef("report_id"))))


class QuotaReportQuerySet(TaskPartQuerySet):
    """Reports of towns: a town reads its own and what was approved; the offices and departments read
    what was handed in. No town sees another town's draft."""

    list_path = "quota__indicator__task__task_list"
    task_path = "quota__indicator__task"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        reach = permissions.reach(user)
        if reach.everything:
            return self.all()
        return (
            super()
            .visible_to(user)
            .filter(
                self._of(reach.towns)
                | Q(district_id__in=reach.whole_districts, state__in=HANDED_IN)
                | Q(state="approved")
            )
        )

    def of_towns(self, towns: Collection[int]) -> Self:
        """Rows of these towns, shared ones included."""
        return self.filter(self._of(towns))

    def to_review(self) -> Self:
        return self.filter(state="submitted").order_by("submitted_on", "id")

    def approved_by(self, day: datetime.date) -> Self:
        return self.filter(state="approved", approved_on__lte=day)

    def handed_in_before(self, day: Any) -> Self:
        earlier = self.filter(state__in=HANDED_IN, period__closes_on__lt=day)
        return earlier.order_by("-period__closes_on", "-id")

    @staticmethod
    def _of(towns: Collection[int]) -> Q:
        from tasklists.models import QuotaPartner

        return Q(quota__town_id__in=towns) | Exists(
            QuotaPartner.objects.filter(quota=OuterRef("quota_id"), town_id__in=towns)
        )
