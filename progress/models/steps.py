"""What department and town reports have in common: draft → submitted → approved or returned."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from districts.models import Department, DistrictOwned, Town, User
from progress.models.audit import Verb, record
from progress.models.rounds import ReportingPeriod
from progress.refusals import Refused
from tasklists.models import Task


class ReportState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    APPROVED = "approved", _("已核定")
    RETURNED = "returned", _("已退回")


WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)


class ReportStep(DistrictOwned):
    """A row that is drafted, submitted and reviewed. `version` grows with every saved change; who
    saves on an older version is shown the newer one instead of overwriting it."""

    state = models.CharField(_("状态"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    version = models.PositiveIntegerField(_("版本"), default=0)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("填报人"),
        related_name="+",
    )
    edited_at = models.DateTimeField(_("最近保存"), auto_now=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("提交人"),
        related_name="+",
    )
    submitted_on = models.DateField(_("提交日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("审核人"),
        related_name="+",
    )
    decided_on = models.DateField(_("审核日期"), null=True, blank=True)
    approved_on = models.DateField(_("核定日期"), null=True, blank=True)
    return_reason = models.TextField(_("退回理由"), blank=True)

    class Meta:
        abstract = True

    period: ReportingPeriod
    seen_version: int | None = None  # the version that whoever decides has looked at, where they say so
    STANDS_WITH: tuple[str, ...] = ("period",)  # what a step reads of other rows

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def is_late(self) -> bool:
        """Submitted after the period's closing day (in a period opened again)."""
        return self.submitted_on is not None and self.submitted_on > self.period.closes_on

    def of_task(self) -> Task:
        raise NotImplementedError

    def body(self) -> Department | Town:
        raise NotImplementedError

    @transaction.atomic
    def submit(self, user: User, *, today: datetime.date) -> None:
        this = self._locked(WRITABLE)
        before = this.state
        this.state = ReportState.SUBMITTED
        this.submitted_by, this.submitted_on = user, today
        this._save_step(Verb.SUBMIT, user, today, before)
        self._follow(this)

    @transaction.atomic
    def approve(self, user: User, *, today: datetime.date) -> None:
        this = self._locked((ReportState.SUBMITTED,))
        this.state = ReportState.APPROVED
        this.decided_by, this.decided_on, this.approved_on = user, today, today
        this._save_step(Verb.APPROVE, user, today, ReportState.SUBMITTED)
        self._follow(this)

    @transaction.atomic
    def return_for_correction(self, user: User, reason: str, *, today: datetime.date) -> None:
        """Back to the one who reported, with the reason; figures stay as typed."""
        this = self._locked((ReportState.SUBMITTED,))
        this.state, this.return_reason = ReportState.RETURNED, reason
        this.decided_by, this.decided_on = user, today
        this._save_step(Verb.RETURN, user, today, ReportState.SUBMITTED, reason)
        self._follow(this)

    def _save_step(self, verb: Verb, user: User, today: datetime.date, before: str, reason: str = "") -> None:
        self.version += 1
        self.save()
        record(
            self,
            verb,
            who=user,
            today=today,
            task=self.of_task(),
            before=ReportState(before).label,
            after=ReportState(self.state).label,
            reason=reason,
        )

    def _follow(self, this: Self) -> None:
        """Take over what the locked row holds now, without asking the database again."""
        for column in self._meta.concrete_fields:
            setattr(self, column.attname, getattr(this, column.attname))

    def _locked(self, states: Any) -> Self:
        """This row, locked; Refused where somebody else has moved it on."""
        rows = type(self).objects.select_for_update(of=("self",)).select_related(*self.STANDS_WITH)
        this = rows.get(pk=self.pk)
        if this.state not in states:
            raise Refused(
                _("%(report)s填报现在是“%(state)s”，可能已有人办理，请刷新后再看。")
                % {"report": self.in_words(), "state": this.get_state_display()}
            )
        if self.seen_version not in (None, this.version):
            raise Refused(
                _("%(report)s填报在您打开页面之后又有改动，请看过新的内容再办理。")
                % {"report": self.in_words()}
            )
        return this

    def in_words(self) -> str:
        """区水务局“9. 修路”2026年6月."""
        return f"{self.body()}“{self.of_task()}”{self.period}"
