"""The record of every step: who did what to which row, when, from what to what, and why."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts import permissions
from districts.models import DistrictOwned, User
from districts.querysets import DistrictOwnedQuerySet
from tasklists.models import Task


class Verb(models.TextChoices):
    CLAIM = "claim", _("申请办结")
    CLOSE = "close", _("办结销号")
    RETURN_COMPLETION = "return_completion", _("退回办结申请")
    REVOKE = "revoke", _("撤销办结")
    START = "start", _("开始填报")
    SUBMIT = "submit", _("提交")
    APPROVE = "approve", _("核定")
    RETURN = "return", _("退回")
    REMIND = "remind", _("催办")
    OPEN_PERIOD = "open_period", _("开放填报期")
    CLOSE_PERIOD = "close_period", _("填报期截止")
    CHANGE_PERIOD = "change_period", _("调整填报期")
    REOPEN = "reopen", _("重新开放")
    ADOPT_RULES = "adopt_rules", _("启用亮灯规则")
    RESTATE = "restate", _("按新目标重算")
    ADD_EVIDENCE = "add_evidence", _("上传佐证")
    REMOVE_EVIDENCE = "remove_evidence", _("移除佐证")
    REQUEST_EXTENSION = "request_extension", _("申请延期")
    APPROVE_EXTENSION = "approve_extension", _("同意延期")
    REFUSE_EXTENSION = "refuse_extension", _("不同意延期")
    LAPSE_EXTENSION = "lapse_extension", _("延期不再审批")
    INSTRUCT = "instruct", _("批示")
    INSTRUCT_AGAIN = "instruct_again", _("追加批示")
    ANSWER_INSTRUCTION = "answer_instruction", _("答复批示")
    CLOSE_INSTRUCTION = "close_instruction", _("批示办结")
    TAKE_SNAPSHOT = "take_snapshot", _("生成快照")
    PUBLISH_BULLETIN = "publish_bulletin", _("印发通报")
    DROP_BULLETIN = "drop_bulletin", _("删除通报草稿")


def verbs() -> list[tuple[str, str]]:
    """A function, so that a new verb needs no migration."""
    return Verb.choices


class AuditEntryQuerySet(DistrictOwnedQuerySet):
    """Steps of a report are read with the report: its writers read all of them, the district those of
    what was handed in, towns of another body's approved report that it was approved."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from progress.models import ProgressReport, QuotaReport

        reach = permissions.reach(user)
        rows = super().visible_to(user)
        if reach.everything:
            return rows
        kinds = {
            ProgressReport: ProgressReport.objects.of_departments(reach.departments),
            QuotaReport: QuotaReport.objects.of_towns(reach.towns),
        }
        told = ~Q(object_kind__in=[model._meta.label_lower for model in kinds])
        for model, own in kinds.items():
            this = {"pk": OuterRef("object_id")}
            visible = model.objects.visible_to(user).filter(**this)
            whole = visible.filter(district_id__in=reach.whole_districts)
            told |= Q(object_kind=model._meta.label_lower) & (
                Exists(own.filter(**this)) | Exists(whole) | Q(Exists(visible), verb=Verb.APPROVE)
            )
        return rows.filter(told)

    def about(self, thing: models.Model) -> AuditEntryQuerySet:
        return self.filter(object_kind=thing._meta.label_lower, object_id=thing.pk)

    def of_task(self, task: Task) -> AuditEntryQuerySet:
        """Everything that was done on the task, newest first."""
        return self.filter(task=task).select_related("who").order_by("-id")


class AuditEntry(DistrictOwned):
    """One step. Never changed, never deleted: the database refuses it (`append_only.AppendOnly`)."""

    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("操作人"),
        related_name="+",
        help_text=_("空表示系统按日程办理。"),
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)
    day = models.DateField(_("日期"))
    verb = models.CharField(_("操作"), max_length=30, choices=verbs)
    object_kind = models.CharField(_("对象类型"), max_length=60)
    object_id = models.BigIntegerField(_("对象编号"))
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, verbose_name=_("任务"), related_name="audit_entries"
    )
    before = models.CharField(_("原值"), max_length=200, blank=True)
    after = models.CharField(_("新值"), max_length=200, blank=True)
    reason = models.TextField(_("理由"), blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理记录")
        verbose_name_plural = _("办理记录")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_kind", "object_id"], name="audit_by_object"),
            models.Index(fields=["district", "-id"], name="audit_by_district"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_verb_display()}"


def record(
    thing: models.Model,
    verb: Verb,
    *,
    who: User | None,
    today: datetime.date,
    task: Task | None = None,
    before: Any = "",
    after: Any = "",
    reason: str = "",
) -> AuditEntry:
    """Write the audit row of a step; to be called inside the step's transaction. `who` None is the
    schedule itself. A step of another day than the present one (the demonstration) stands at noon."""
    now = timezone.localtime()
    if now.date() != today:
        now = timezone.make_aware(datetime.datetime.combine(today, datetime.time(12)))
    return AuditEntry.objects.create(
        district_id=thing.district_id,  # type: ignore[attr-defined]
        who=who if who and who.pk else None,
        at=now,
        day=today,
        verb=verb,
        object_kind=thing._meta.label_lower,
        object_id=thing.pk,
        task=task,
        before="" if before is None else str(before),
        after="" if after is None else str(after),
        reason=reason,
    )
