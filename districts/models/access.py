"""How people come in: invitations, and the record of sign-ins."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models.base import DistrictOwned
from districts.models.names import Department, Town
from districts.models.people import Membership, User
from districts.querysets import OfficeOnlyQuerySet, SignInQuerySet

VALID_FOR = datetime.timedelta(days=7)


class InvitationClosed(Exception):
    """The invitation was used, withdrawn or is past its time; the message says which."""


class Invitation(DistrictOwned):
    """A single-use link by which a person takes up a role. Only the token's hash is kept: the link
    is shown once, to the one who made it."""

    full_name = models.CharField(_("姓名"), max_length=50)
    role = models.CharField(_("角色"), max_length=20, choices=Membership.Role)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("部门"), related_name="+"
    )
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, verbose_name=_("街镇"), related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("邀请人"), related_name="+")
    created_at = models.DateTimeField(_("邀请时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("有效期至"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    used_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name=_("使用人"), related_name="+"
    )

    objects = OfficeOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["lead", "staff"], department__isnull=False, town__isnull=True)
                | Q(role="town", town__isnull=False, department__isnull=True)
                | Q(role__in=["office", "leader"], department__isnull=True, town__isnull=True),
                name="invitation_to_act_for_its_body",
                violation_error_message=_("部门角色须选部门，街镇角色须选街镇，其他角色两者都不选。"),
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}（{self.get_role_display()}）"

    def issue(self, by: User, now: datetime.datetime) -> str:
        """Store the invitation (unsaved until now) and return the token of its link."""
        token = secrets.token_urlsafe(32)
        self.token_hash = hash_token(token)
        self.invited_by = by
        self.expires_at = now + VALID_FOR
        self.save()
        return token

    def closed_because(self, now: datetime.datetime) -> str:
        """Why the link no longer works, "" while it does."""
        if self.used_at:
            return _("这个邀请链接已经使用过，每个链接只能用一次。")
        if self.withdrawn_at:
            return _("这个邀请已被撤回。")
        if now >= self.expires_at:
            return _("这个邀请链接已过有效期。")
        return ""

    @transaction.atomic
    def accept(self, user: User, now: datetime.datetime) -> Membership:
        """The person takes up the role, once. `user` may be new (unsaved) or already have an account;
        a role held before and ended begins again."""
        locked = Invitation.objects.select_for_update().get(pk=self.pk)
        if reason := locked.closed_because(now):
            raise InvitationClosed(reason)
        if user.pk is None:
            user.save()
        membership = Membership.take_up(
            user, locked.district, locked.role, department=locked.department, town=locked.town
        )
        locked.used_at, locked.used_by = now, user
        locked.save(update_fields=["used_at", "used_by"])
        return membership

    @transaction.atomic
    def withdraw(self, now: datetime.datetime) -> None:
        locked = Invitation.objects.select_for_update().get(pk=self.pk)
        if reason := locked.closed_because(now):
            raise InvitationClosed(reason)
        locked.withdrawn_at = now
        locked.save(update_fields=["withdrawn_at"])


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class SignIn(models.Model):
    """One attempt to sign in. What was typed as a user name is not kept where nobody has that name:
    it may be a password in the wrong box."""

    class Outcome(models.TextChoices):
        SUCCESS = "success", _("登录成功")
        FAILED = "failed", _("密码错误")
        LOCKED = "locked", _("已锁定，未受理")

    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, verbose_name=_("用户"), related_name="sign_ins"
    )
    at = models.DateTimeField(_("时间"))
    ip = models.GenericIPAddressField(_("IP 地址"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("登录记录")
        verbose_name_plural = _("登录记录")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at"], name="sign_in_of_user"),
            models.Index(fields=["ip", "at"], name="sign_in_from_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.user or '?'} {self.get_outcome_display()}"
