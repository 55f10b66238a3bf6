"""延期申请: a request to move a deadline, with its reason and decision. The first deadline is kept."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts.models import DistrictOwned, User
from progress.deadlines import last_day
from progress.models import Completion, Verb, record
from progress.refusals import Refused
from tasklists.changes import fresh_facts, record_changes
from tasklists.models import Task
from tasklists.querysets import TaskPartQuerySet


class ExtensionQuerySet(TaskPartQuerySet):
    def waiting(self) -> ExtensionQuerySet:
        """Not decided yet, the nearest deadline first."""
        return self.filter(state=Extension.State.REQUESTED).order_by("from_deadline", "id")

    def of_task(self, task: Task) -> ExtensionQuerySet:
        return self.filter(task=task).select_related("requested_by", "decided_by")

    def granted_by(self, day: datetime.date) -> ExtensionQuerySet:
        return self.filter(state=Extension.State.GRANTED, decided_on__lte=day)


class Extension(DistrictOwned):
    class State(models.TextChoices):
        REQUESTED = "requested", _("待审批")
        GRANTED = "granted", _("已同意")
        REFUSED = "refused", _("未同意")
        LAPSED = "lapsed", _("不再审批")

    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("任务"), related_name="extensions")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.REQUESTED)
    from_deadline = models.DateField(_("原时限"))
    to_deadline = models.DateField(_("申请延至"))
    granted_deadline = models.DateField(_("同意延至"), null=True, blank=True)
    reason = models.TextField(_("申请理由"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("申请人"), related_name="+"
    )
    requested_on = models.DateField(_("申请日期"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("审批人"),
        related_name="+",
    )
    decided_on = models.DateField(_("审批日期"), null=True, blank=True)
    answer = models.TextField(_("审批意见"), blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("延期申请")
        verbose_name_plural = _("延期申请")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="requested"), name="extension_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(to_deadline__gt=F("from_deadline")), name="extension_moves_forward"
            ),
            models.CheckConstraint(
                condition=Q(requested_on__lte=F("from_deadline")), name="extension_asked_in_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted_deadline__isnull=False),
                name="extension_granted_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.from_deadline} → {self.granted_deadline or self.to_deadline}"

    def department_ids(self) -> frozenset[int]:
        return self.task.department_ids()

    @transaction.atomic
    def grant(
        self, user: User, *, today: datetime.date, until: datetime.date | None = None, answer: str = ""
    ) -> None:
        """同意: the deadline moves from the one that holds now, which the office may have changed since it
        was asked, to `until` (by default what was asked for); the first one stays."""
        this = self._locked()
        until = until or this.to_deadline
        task = _locked_task(this.task)
        held = last_day(task)
        if refused := refused_deadline(task, until):
            raise Refused(refused)
        before = fresh_facts(task)
        task.first_deadline = task.first_deadline or held
        task.deadline = until
        task._history_date = moment_of(today)
        task._change_reason = _("延期申请获同意")
        task.save()
        record_changes(task, before, reason=_("同意延期：%s") % this.reason, by=user)
        this.state, this.granted_deadline, this.answer = self.State.GRANTED, until, answer
        this.decided_by, this.decided_on = user, today
        this.save()
        record(
            this,
            Verb.APPROVE_EXTENSION,
            who=user,
            today=today,
            task=task,
            before=held,
            after=until,
            reason=answer,
        )
        self.refresh_from_db()

    @transaction.atomic
    def refuse(self, user: User, answer: str, *, today: datetime.date) -> None:
        """不同意, with the reason; the deadline stays."""
        this = self._locked()
        this.state, this.answer = self.State.REFUSED, answer
        this.decided_by, this.decided_on = user, today
        this.save()
        record(
            this,
            Verb.REFUSE_EXTENSION,
            who=user,
            today=today,
            task=this.task,
            before=self.State.REQUESTED.label,
            after=self.State.REFUSED.label,
            reason=answer,
        )
        self.refresh_from_db()

    @transaction.atomic
    def lapse(self, user: User, *, today: datetime.date) -> None:
        """The task was closed before the request was decided; the deadline stays."""
        this = self._locked()
        this.state, this.answer = self.State.LAPSED, _("任务已办结，不再审批")
        this.decided_by, this.decided_on = user, today
        this.save()
        record(
            this,
            Verb.LAPSE_EXTENSION,
            who=user,
            today=today,
            task=this.task,
            before=self.State.REQUESTED.label,
            after=self.State.LAPSED.label,
            reason=this.answer,
        )
        self.refresh_from_db()

    def _locked(self) -> Extension:
        this = Extension.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if this.state != self.State.REQUESTED:
            raise Refused(
                _("这件延期申请现在是“%(state)s”，请刷新后再看。") % {"state": this.get_state_display()}
            )
        return this


def moment_of(day: datetime.date) -> datetime.datetime:
    """Now where the day is today, its noon for a day that is played in a demonstration."""
    now = timezone.localtime()
    if now.date() == day:
        return now
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def _locked_task(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("task_list").get(pk=task.pk)


def refused_deadline(task: Task, until: datetime.date) -> str:
    """One sentence that says why the task's deadline cannot be put off to this day, "" where it can."""
    held = last_day(task)
    if held is None:
        return _("本任务没有规定时限，无需延期。")
    if until <= held:
        return _("延期后的时限必须晚于现在的时限 %(day)s。") % {"day": held}
    last = datetime.date(task.task_list.year + 1, 12, 31)
    if until > last:
        return _("延期后的时限不能晚于清单次年年底（%(day)s）。") % {"day": last}
    return ""


@transaction.atomic
def request_extension(
    task: Task, user: User, *, until: datetime.date, reason: str, today: datetime.date
) -> Extension:
    """申请延期, before the deadline has passed. Raises Refused."""
    task = _locked_task(task)
    held = last_day(task)
    if held and today > held:
        raise Refused(
            _("时限 %(day)s 已过，不能再申请延期；请如实填报，由区乡村振兴办处理。") % {"day": held}
        )
    if refused := refused_deadline(task, until):
        raise Refused(refused)
    if task.extensions.filter(state=Extension.State.REQUESTED).exists():
        raise Refused(_("本任务已有一件待审批的延期申请。"))
    if task.completions.filter(state=Completion.State.CLAIMED).exists():
        raise Refused(_("本任务已申请办结、等待审核，办结申请退回后才能申请延期。"))
    if task.completions.filter(state=Completion.State.CLOSED).exists():
        raise Refused(_("本任务已办结，无需延期。"))
    extension = Extension.objects.create(
        district_id=task.district_id,
        task=task,
        from_deadline=held,
        to_deadline=until,
        reason=reason,
        requested_by=user,
        requested_on=today,
    )
    record(
        extension,
        Verb.REQUEST_EXTENSION,
        who=user,
        today=today,
        task=task,
        before=held,
        after=until,
        reason=reason,
    )
    return extension
