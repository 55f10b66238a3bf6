"""完成 is what the department says (`claim`); 办结 is what the office decides (`close`)."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned, User
from progress.deadlines import first_completion, last_day
from progress.models.audit import Verb, record
from progress.refusals import Refused
from tasklists.models import Task
from tasklists.querysets import TaskPartQuerySet


class CompletionQuerySet(TaskPartQuerySet):
    def waiting(self) -> CompletionQuerySet:
        """Claims that the office has not decided, oldest first."""
        return self.filter(state=Completion.State.CLAIMED).order_by("claimed_on", "id")

    def closed_by(self, day: datetime.date) -> CompletionQuerySet:
        """Closures that held on the day."""
        return self.filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=day), closed_on__lte=day)

    def claimed_by(self, day: datetime.date) -> CompletionQuerySet:
        """Claims that were undecided at the end of the day."""
        return self.filter(Q(decided_on__isnull=True) | Q(decided_on__gt=day), claimed_on__lte=day)


class Completion(DistrictOwned):
    """One claim that a task is completed, and what the office made of it."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("已申请办结")
        CLOSED = "closed", _("已办结")
        RETURNED = "returned", _("已退回")
        REVOKED = "revoked", _("办结已撤销")

    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("任务"), related_name="completions")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.CLAIMED)
    completed_on = models.DateField(_("完成日期"), help_text=_("工作实际完成的日期。"))
    word = models.TextField(_("完成情况说明"), blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("申请人"), related_name="+"
    )
    claimed_on = models.DateField(_("申请日期"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("办理人"),
        related_name="+",
    )
    decided_on = models.DateField(_("办理日期"), null=True, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    # The deadline that held when it was closed, so that a later change does not move 'late'.
    deadline_held = models.DateField(_("办结时的时限"), null=True, blank=True)
    revoked_on = models.DateField(_("撤销日期"), null=True, blank=True)
    reason = models.TextField(_("理由"), blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("办结")
        verbose_name_plural = _("办结")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(state__in=["claimed", "closed"]),
                name="completion_one_at_a_time",
                violation_error_message=_("本任务已申请办结或已办结。"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "revoked"], closed_on__isnull=False)
                | Q(state__in=["claimed", "returned"], closed_on__isnull=True),
                name="completion_closed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.get_state_display()}"

    def department_ids(self) -> frozenset[int]:
        return self.task.department_ids()

    @property
    def late(self) -> bool:
        """Completed after the deadline that held."""
        return self.deadline_held is not None and self.completed_on > self.deadline_held

    @transaction.atomic
    def close(
        self,
        user: User,
        *,
        today: datetime.date,
        completed_on: datetime.date | None = None,
        word: str = "",
    ) -> None:
        """办结/销号: the office accepts the claim; `completed_on` corrects the claimed day, `word` says why,
        or why it is closed though its figures are short of the target."""
        this = self._locked(self.State.CLAIMED)
        stated, this.completed_on = this.completed_on, completed_on or this.completed_on
        is_corrected = this.completed_on != stated
        if is_corrected and (refused := refused_day(this.task, this.completed_on, today)):
            raise Refused(refused)
        this.state = self.State.CLOSED
        this.deadline_held = last_day(this.task)
        this.closed_on = this.decided_on = today
        this.decided_by, this.reason = user, word
        this.save()
        record(
            this,
            Verb.CLOSE,
            who=user,
            today=today,
            task=this.task,
            before=_dated(self.State.CLAIMED.label, stated if is_corrected else None),
            after=_dated(
                _("按期办结") if not this.late else _("逾期办结"),
                this.completed_on if is_corrected else None,
            ),
            reason=word,
        )
        self.refresh_from_db()

    @transaction.atomic
    def return_with_reason(self, user: User, reason: str, *, today: datetime.date) -> None:
        """The office does not accept the claim."""
        this = self._locked(self.State.CLAIMED)
        this.state, this.reason = self.State.RETURNED, reason
        this.decided_by, this.decided_on = user, today
        this.save()
        record(
            this,
            Verb.RETURN_COMPLETION,
            who=user,
            today=today,
            task=this.task,
            before=self.State.CLAIMED.label,
            after=self.State.RETURNED.label,
            reason=reason,
        )
        self.refresh_from_db()

    @transaction.atomic
    def revoke(self, user: User, reason: str, *, today: datetime.date) -> None:
        """The office takes a closure back; the task is judged again from this day on."""
        this = self._locked(self.State.CLOSED)
        this.state, this.reason, this.revoked_on = self.State.REVOKED, reason, today
        this.save()
        record(
            this,
            Verb.REVOKE,
            who=user,
            today=today,
            task=this.task,
            before=self.State.CLOSED.label,
            after=self.State.REVOKED.label,
            reason=reason,
        )
        self.refresh_from_db()

    def _locked(self, state: str) -> Completion:
        """This row, locked; Refused where it is not in the state any more."""
        this = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        if this.state != state:
            raise Refused(
                _("这件办结申请现在是“%(state)s”，请刷新后再办理。") % {"state": this.get_state_display()}
            )
        return this


def _dated(state: str, day: datetime.date | None) -> str:
    """逾期办结，完成日期 2026-04-20; the state alone without a day."""
    return _("%(state)s，完成日期 %(day)s") % {"state": state, "day": day} if day else str(state)


def refused_day(task: Task, completed_on: datetime.date, today: datetime.date) -> str:
    """One sentence that says why the work cannot have been completed on the day, "" where it can."""
    if completed_on > today:
        return _("完成日期不能晚于今天。")
    first = first_completion(task, today)
    return _("完成日期不能早于 %(day)s，请核对。") % {"day": first} if completed_on < first else ""


@transaction.atomic
def claim(
    task: Task,
    user: User,
    *,
    today: datetime.date,
    completed_on: datetime.date | None = None,
    word: str = "",
) -> Completion:
    """申请办结: the department says that the task is completed (on `completed_on`, by default today)."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if held := task.completions.filter(state__in=[Completion.State.CLAIMED, Completion.State.CLOSED]).first():
        raise Refused(_("本任务%(state)s，无需再次申请。") % {"state": held.get_state_display()})
    completed_on = completed_on or today
    if refused := refused_day(task, completed_on, today):
        raise Refused(refused)
    completion = Completion.objects.create(
        district_id=task.district_id,
        task=task,
        completed_on=completed_on,
        claimed_by=user,
        claimed_on=today,
        word=word,
    )
    record(
        completion,
        Verb.CLAIM,
        who=user,
        today=today,
        task=task,
        after=Completion.State.CLAIMED.label,
        reason=word,
    )
    return completion
