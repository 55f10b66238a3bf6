"""Rounds: the plan of a list's year, its reporting periods, and what was reopened in them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models import Department, DistrictOwned, Town, User
from progress.models.audit import Verb, record
from progress.refusals import Refused
from tasklists.models import Milestone, TaskList
from tasklists.querysets import PartOfListQuerySet

DAY_OF_MONTH = [MinValueValidator(1), MaxValueValidator(31)]


class RoundPlan(DistrictOwned):
    """How often a list is reported and on which days; periods are created from it."""

    class Interval(models.TextChoices):
        MONTHLY = "monthly", _("每月")
        QUARTERLY = "quarterly", _("每季度")
        HALF_YEARLY = "half_yearly", _("每半年")

    task_list = models.OneToOneField(
        TaskList, models.CASCADE, verbose_name=_("清单"), related_name="round_plan"
    )
    interval = models.CharField(_("填报频次"), max_length=12, choices=Interval, default=Interval.MONTHLY)
    opening_day = models.PositiveSmallIntegerField(
        _("开放日"), default=15, validators=DAY_OF_MONTH, help_text=_("每期最后一个月的几日开放填报。")
    )
    closing_day = models.PositiveSmallIntegerField(
        _("截止日"), default=25, validators=DAY_OF_MONTH, help_text=_("每期最后一个月的几日截止。")
    )

    objects = PartOfListQuerySet.as_manager()

    class Meta:
        verbose_name = _("填报安排")
        verbose_name_plural = _("填报安排")
        constraints = [
            models.CheckConstraint(
                condition=Q(opening_day__gte=1, closing_day__lte=31, opening_day__lte=F("closing_day")),
                name="round_plan_days",
                violation_error_message=_("开放日不能晚于截止日，且都在 1 至 31 日之间。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_interval_display()} {self.opening_day}—{self.closing_day}日"


class ReportingPeriodQuerySet(PartOfListQuerySet):
    def open_on(self, day: datetime.date) -> ReportingPeriodQuerySet:
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def closed_before(self, day: datetime.date) -> ReportingPeriodQuerySet:
        """Periods whose closing day has passed, the last one first."""
        return self.filter(closes_on__lt=day).order_by("-closes_on", "-id")


class ReportingPeriod(DistrictOwned):
    """填报期: a month, quarter or half-year (`starts_on`…`ends_on`) and the days on which it can be
    reported. Open or closed follows from the days, so a missed night changes nothing."""

    task_list = models.ForeignKey(TaskList, models.CASCADE, verbose_name=_("清单"), related_name="periods")
    code = models.CharField(_("代码"), max_length=4, help_text=_("M01…M12、Q1…Q4、H1、H2"))
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    opens_on = models.DateField(_("开放日"))
    closes_on = models.DateField(_("截止日"))
    opened_noted_on = models.DateField(_("已通知开放"), null=True, blank=True)
    closed_noted_on = models.DateField(_("已记录截止"), null=True, blank=True)

    objects = ReportingPeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("填报期")
        verbose_name_plural = _("填报期")
        ordering = ["task_list", "closes_on"]
        constraints = [
            models.UniqueConstraint(fields=["task_list", "code"], name="period_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="period_district_id"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on"), opens_on__lte=F("closes_on")),
                name="period_days_in_order",
                violation_error_message=_("开放日不能晚于截止日。"),
            ),
        ]
        indexes = [models.Index(fields=["task_list", "closes_on"], name="period_by_closing")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """2026年6月, 2026年第二季度, 2026年上半年."""
        year, number = self.starts_on.year, self.code[1:]
        if self.code[0] == "M":
            return _("%(year)s年%(month)s月") % {"year": year, "month": int(number)}
        if self.code[0] == "Q":
            return _("%(year)s年第%(quarter)s季度") % {"year": year, "quarter": "一二三四"[int(number) - 1]}
        return _("%(year)s年%(half)s") % {"year": year, "half": _("上半年") if number == "1" else _("下半年")}

    def is_open(self, today: datetime.date) -> bool:
        return self.opens_on <= today <= self.closes_on

    def is_over(self, today: datetime.date) -> bool:
        return today > self.closes_on

    @property
    def last_day(self) -> datetime.date:
        """The last day on which the period can still be reported: a year's work is settled in January."""
        return datetime.date(self.starts_on.year + 1, 1, 31)

    def refused_days(self, opens_on: datetime.date, closes_on: datetime.date) -> str:
        """One sentence that says why the period cannot be reported on these days, "" where it can."""
        if opens_on.year != self.starts_on.year or closes_on > self.last_day:
            return _("开放日须在 %(year)s 年内，截止日最晚到 %(last)s。") % {
                "year": self.starts_on.year,
                "last": self.last_day,
            }
        others = ReportingPeriod.objects.filter(task_list=self.task_list_id).exclude(pk=self.pk)
        other = others.filter(opens_on__lte=closes_on, closes_on__gte=opens_on).first()
        if other is None:
            return self._refused_order(others, closes_on)
        words = {"period": other.label, "opens": other.opens_on, "closes": other.closes_on}
        return _("与%(period)s的开放时间（%(opens)s 至 %(closes)s）重叠，请另选日期。") % words

    def _refused_order(self, others: models.QuerySet[ReportingPeriod], closes_on: datetime.date) -> str:
        """The latest figures are everywhere those of the period that closed last: periods close in the
        order of what they are about."""
        later = (
            others.filter(ends_on__gt=self.ends_on, closes_on__lte=closes_on).order_by("closes_on").first()
        )
        if later is not None:
            words = {"period": later.label, "closes": later.closes_on}
            return _("截止日须早于后一期%(period)s的截止日（%(closes)s），请另选日期。") % words
        earlier = (
            others.filter(ends_on__lt=self.ends_on, closes_on__gte=closes_on).order_by("closes_on").last()
        )
        if earlier is None:
            return ""
        words = {"period": earlier.label, "closes": earlier.closes_on}
        return _("截止日须晚于前一期%(period)s的截止日（%(closes)s），请另选日期。") % words

    def milestones(self) -> models.QuerySet[Milestone]:
        """Milestones of the list that fall due in the period."""
        return Milestone.objects.filter(
            task__task_list=self.task_list_id, due__gte=self.starts_on, due__lte=self.ends_on
        ).order_by("task__position", "due")

    @transaction.atomic
    def change_days(
        self, user: User, opens_on: datetime.date, closes_on: datetime.date, *, today: datetime.date
    ) -> None:
        """The office moves the opening or closing day of one period."""
        this = ReportingPeriod.objects.select_for_update(of=("self",)).get(pk=self.pk)
        before = f"{this.opens_on}—{this.closes_on}"
        if (this.opens_on, this.closes_on) == (opens_on, closes_on):
            return
        this.opens_on, this.closes_on = opens_on, closes_on
        if closes_on >= today:
            this.closed_noted_on = None
        this.save()
        record(
            this, Verb.CHANGE_PERIOD, who=user, today=today, before=before, after=f"{opens_on}—{closes_on}"
        )
        self.refresh_from_db()

    @transaction.atomic
    def reopen(
        self,
        user: User,
        body: Department | Town,
        reason: str,
        *,
        until: datetime.date,
        today: datetime.date,
    ) -> Reopening:
        """The office opens the closed period again for one department or town."""
        if not self.is_over(today):
            raise Refused(_("%(period)s填报期尚未截止，无需重新开放。") % {"period": self})
        if until < today:
            raise Refused(_("重新开放的期限不能早于今天。"))
        if until > self.last_day:
            raise Refused(_("重新开放最晚到 %(day)s。") % {"day": self.last_day})
        reopening = Reopening.objects.create(
            district_id=self.district_id,
            period=self,
            department=body if isinstance(body, Department) else None,
            town=body if isinstance(body, Town) else None,
            reason=reason,
            opened_by=user,
            opened_on=today,
            until=until,
        )
        record(self, Verb.REOPEN, who=user, today=today, after=f"{body}：{until}", reason=reason)
        return reopening


class Reopening(DistrictOwned):
    """A closed period opened again for one body until a day, with the reason."""

    period = models.ForeignKey(
        ReportingPeriod, models.CASCADE, verbose_name=_("填报期"), related_name="reopenings"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("部门"), related_name="+"
    )
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, verbose_name=_("街镇"), related_name="+"
    )
    reason = models.TextField(_("理由"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("办理人"), related_name="+"
    )
    opened_on = models.DateField(_("重新开放日"))
    until = models.DateField(_("开放至"))

    class Meta:
        verbose_name = _("重新开放")
        verbose_name_plural = _("重新开放")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True, town__isnull=False)
                | Q(department__isnull=False, town__isnull=True),
                name="reopening_for_one_body",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.department or self.town}"
