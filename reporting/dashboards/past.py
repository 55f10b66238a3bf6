"""What snapshots tell a dashboard: the months so far, those of last year, how punctually bodies report."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, F, JSONField, OuterRef, Q, When
from django.urls import reverse

from districts.models import User
from reporting.models import Snapshot
from reporting.trends import Month, by_month, month_before


@dataclass(frozen=True, slots=True)
class Past:
    """`month` is the first day of the one spoken of, None where nobody asked for snapshots; `before` the
    last month before it in which all the lists stood (`month_before`); `bodies` (as in
    `Snapshot.bodies`) are of the period that closed last in each list, `period` its name. `rows_at`
    says where the rows of a month stand, by its first day: only where a single list is spoken of, for
    several there is no such page."""

    months: tuple[Month, ...] = ()
    last_year: tuple[Month, ...] = ()
    month: datetime.date | None = None
    before: Month | None = None
    bodies: tuple[dict[str, Any], ...] = ()
    period: str = ""
    rows_at: Mapping[datetime.date, str] = field(default_factory=dict)


def past_of(
    lists: Collection[int],
    district_id: int,
    year: int,
    user: User | AnonymousUser,
    today: datetime.date,
    title: str = "",
    month: datetime.date | None = None,
) -> Past:
    """Of lists (by key) of one district and year, up to the day; one query. Beside them stand the lists
    issued the year before: all of them, or with `title` the one that is called so but for the year.
    `month` (its first day) is the one spoken of, None for that of `today`."""
    earlier = Q(task_list__district=district_id, task_list__year=year - 1, task_list__state="issued")
    rows = Snapshot.objects.visible_to(user).filter(Q(task_list__in=lists) | earlier, day__lte=today)
    later = Snapshot.objects.filter(task_list=OuterRef("task_list"), day__gt=OuterRef("day"), day__lte=today)
    of_latest = Case(When(~Exists(later), then=F("bodies")), output_field=JSONField())
    found = rows.select_related("period").order_by("day", "id").annotate(latest_bodies=of_latest)
    found = found.only("task_list", "day", "title", "label", "totals", "measures", "period__ends_on")
    now: list[Any] = []
    then: list[Any] = []
    for row in found:
        if row.task_list_id in lists:
            now.append(row)
        elif not title or row.title.replace(str(year - 1), str(year)) == title:
            then.append(row)
    return _past(now, then, month or today.replace(day=1), len(lists))


def _past(now: list[Any], then: list[Any], month: datetime.date, lists: int) -> Past:
    months = by_month(now)
    latest = {row.task_list_id: row for row in now}.values()
    return Past(
        months=tuple(months),
        last_year=tuple(by_month(then)),
        month=month,
        before=month_before(months, month, lists),
        bodies=tuple(body for row in latest for body in row.latest_bodies),
        period="、".join(dict.fromkeys(row.label for row in latest)),
        rows_at={row.month: reverse("snapshot_tasks", args=[row.pk]) for row in now} if lists == 1 else {},
    )
