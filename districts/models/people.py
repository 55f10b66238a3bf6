"""People, and the roles they hold."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from districts.models.base import District, DistrictOwned
from districts.models.names import Department, Town
from districts.querysets import MembershipQuerySet, UserQuerySet


class People(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


class User(AbstractUser):
    """A person who signs in. `is_superuser` marks the city or platform administrator; everything
    else a person may do follows from their memberships."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("姓名"), max_length=50, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)

    objects = People()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Membership(DistrictOwned):
    """任职: a person's role in a district, and the department or town they act for."""

    class Role(models.TextChoices):
        OFFICE = "office", _("区乡村振兴办工作人员")
        LEAD = "lead", _("牵头部门负责人")
        STAFF = "staff", _("部门工作人员")
        TOWN = "town", _("街镇工作人员")
        LEADER = "leader", _("区领导")

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("用户"), related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("部门"), related_name="memberships"
    )
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, verbose_name=_("街镇"), related_name="memberships"
    )
    is_active = models.BooleanField(_("在任"), default=True, help_text=_("离任时取消勾选，不删除。"))

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["district", "role", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["lead", "staff"], department__isnull=False, town__isnull=True)
                | Q(role="town", town__isnull=False, department__isnull=True)
                | Q(role__in=["office", "leader"], department__isnull=True, town__isnull=True),
                name="membership_acts_for_its_body",
                violation_error_message=_("部门角色须选部门，街镇角色须选街镇，其他角色两者都不选。"),
            ),
            models.UniqueConstraint(
                fields=["user", "district", "role"],
                condition=Q(department__isnull=True, town__isnull=True),
                name="district_membership_unique",
                violation_error_message=_("此人在本区已有相同的任职。"),
            ),
            models.UniqueConstraint(
                fields=["user", "department", "role"],
                condition=Q(department__isnull=False),
                name="department_membership_unique",
                violation_error_message=_("此人在该部门已有相同的任职。"),
            ),
            models.UniqueConstraint(
                fields=["user", "town"],
                condition=Q(town__isnull=False),
                name="town_membership_unique",
                violation_error_message=_("此人在该街镇已有任职。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}（{self.body}）" if self.body else self.get_role_display()

    @property
    def body(self) -> Department | Town | None:
        """What the person acts for; None for office and leadership, who act for the district."""
        return self.department or self.town

    def clean(self) -> None:
        """The last office member of a district keeps the role: nobody else could give it back."""
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if before is None or not before.is_acting_office():
            return
        stays = self.is_acting_office() and self.district_id == before.district_id
        if not stays and not before.others_in_office().exists():
            raise ValidationError(_("这是本区最后一名在任的区乡村振兴办工作人员，请先添加另一名，再作调整。"))

    def is_acting_office(self) -> bool:
        return self.role == self.Role.OFFICE and self.is_active and self.user.is_active

    def others_in_office(self) -> MembershipQuerySet:
        return (
            type(self).objects.acting().filter(district=self.district_id, role="office").exclude(pk=self.pk)
        )

    @classmethod
    def take_up(cls, user: User, district: District, role: str, **body: Any) -> Self:
        """The person holds the role from now on; one that had ended begins again."""
        held = cls.objects.filter(user=user, district=district, role=role, **body).first()
        membership = held or cls(user=user, district=district, role=role, **body)
        membership.is_active = True
        membership.full_clean()
        membership.save()
        return membership

    def deactivate(self) -> None:
        """The person leaves the role; the row stays, as what they did stays."""
        self._change(is_active=False)

    def reactivate(self) -> None:
        self._change(is_active=True)

    def change_role(self, role: str, department: Department | None, town: Town | None) -> None:
        self._change(role=role, department=department, town=town)

    @transaction.atomic
    def _change(self, **fields: Any) -> None:
        """Under the district's lock, so that two people cannot each end the other's last role."""
        District.objects.select_for_update().get(pk=self.district_id)
        self.refresh_from_db()
        for name, value in fields.items():
            setattr(self, name, value)
        self.full_clean()
        self.save()
