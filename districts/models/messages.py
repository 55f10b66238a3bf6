"""What a person is told: one row a notice and person."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models.base import DistrictOwned
from districts.models.people import User
from districts.querysets import NotificationQuerySet


class NotificationKind(models.TextChoices):
    """What a notice is about; the word stands before its text."""

    PERIOD = "period", _("填报期")
    REMINDER = "reminder", _("催办")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("退回")
    APPROVED = "approved", _("审核通过")
    COMPLETION = "completion", _("办结")
    EXTENSION = "extension", _("延期")
    SUPERVISION = "supervision", _("督办")
    INSPECTION = "inspection", _("问题点位")
    INSTRUCTION = "instruction", _("批示")
    PUBLISHED = "published", _("印发")
    DIGEST = "digest", _("汇总提醒")
    MEMBERSHIP = "membership", _("任职")
    OTHER = "other", _("通知")


def notification_kinds() -> list[tuple[str, str]]:
    """A function, so that a new kind needs no migration."""
    return NotificationKind.choices


class Notification(DistrictOwned):
    """A notice to one person; made by `districts.notify.notify`."""

    class EmailState(models.TextChoices):
        NONE = "none", _("不发邮件")
        QUEUED = "queued", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("接收人"), related_name="notifications")
    kind = models.CharField(_("类型"), max_length=20, choices=notification_kinds)
    text = models.CharField(_("内容"), max_length=500)
    url = models.CharField(_("页面"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)
    email_state = models.CharField(_("邮件"), max_length=10, choices=EmailState, default=EmailState.NONE)
    emailed_at = models.DateTimeField(_("邮件发送时间"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "read_at"], name="notification_unread"),
            models.Index(fields=["email_state"], name="notification_email_state"),
        ]

    def __str__(self) -> str:
        return self.text

    def mark_read(self, now: datetime.datetime) -> None:
        """The first reading counts."""
        type(self).objects.filter(pk=self.pk).mark_read(now)
