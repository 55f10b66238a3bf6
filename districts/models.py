"""Who: districts, their towns, villages, departments, people, and the ways names are written."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.querysets import (
    DistrictOwnedQuerySet,
    DistrictQuerySet,
    OfficeOnlyQuerySet,
)


class User(AbstractUser):
    """A person who signs in. `is_superuser` marks the city or platform administrator; everything
    else a person may do follows from their memberships."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("姓名"), max_length=50, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class District(models.Model):
    """区（县）: the tenant; every other row belongs to exactly one."""

    name = models.CharField(_("名称"), max_length=50, unique=True)
    city = models.CharField(_("所属市"), max_length=50, blank=True)
    office_name = models.CharField(
        _("办公室名称"), max_length=100, blank=True, help_text=_("文件落款用，如：某区乡村振兴办")
    )
    is_demo = models.BooleanField(_("演示数据"), default=False)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("区（县）")
        verbose_name_plural = _("区（县）")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class DistrictOwned(models.Model):
    """A row that belongs to one district. The database refuses references to another district's
    rows (`districts.integrity.SameDistrict` in the migrations)."""

    district = models.ForeignKey(District, models.PROTECT, verbose_name=_("区（县）"), related_name="+")

    objects = DistrictOwnedQuerySet.as_manager()

    class Meta:
        abstract = True


class Town(DistrictOwned):
    class Kind(models.TextChoices):
        TOWN = "town", _("镇")
        TOWNSHIP = "township", _("乡")
        SUBDISTRICT = "subdistrict", _("街道")
        OTHER = "other", _("园区等")

    name = models.CharField(_("名称"), max_length=50)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind, default=Kind.TOWN)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    tile_row = models.PositiveSmallIntegerField(_("方格图行"), null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(_("方格图列"), null=True, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("街镇")
        verbose_name_plural = _("街镇")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="town_name_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="town_district_id"),
        ]

    def __str__(self) -> str:
        return self.name


class Village(DistrictOwned):
    class Kind(models.TextChoices):
        VILLAGE = "village", _("行政村")
        COMMUNITY = "community", _("居委会")

    town = models.ForeignKey(Town, models.PROTECT, verbose_name=_("街镇"), related_name="villages")
    name = models.CharField(_("名称"), max_length=50)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind, default=Kind.VILLAGE)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("村居")
        verbose_name_plural = _("村居")
        ordering = ["town", "name"]
        constraints = [
            models.UniqueConstraint(fields=["town", "name"], name="village_name_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="village_district_id"),
        ]

    def __str__(self) -> str:
        return self.name


class Department(DistrictOwned):
    name = models.CharField(_("名称"), max_length=100)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("部门")
        verbose_name_plural = _("部门")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="department_name_unique"),
            models.UniqueConstraint(fields=["district", "id"], name="department_district_id"),
        ]

    def __str__(self) -> str:
        return self.name


class NameVariant(DistrictOwned):
    """Another way in which a department or a town is written in documents (赵巷 = 赵巷镇)."""

    written = models.CharField(_("写法"), max_length=100)
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, verbose_name=_("部门"), related_name="variants"
    )
    town = models.ForeignKey(
        Town, models.CASCADE, null=True, blank=True, verbose_name=_("街镇"), related_name="variants"
    )

    class Meta:
        verbose_name = _("名称写法")
        verbose_name_plural = _("名称写法")
        ordering = ["written"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True, town__isnull=False)
                | Q(department__isnull=False, town__isnull=True),
                name="variant_of_one_thing",
                violation_error_message=_("一个写法只能对应一个部门或一个街镇，请选择其中之一。"),
            ),
            models.UniqueConstraint(
                fields=["district", "written"],
                condition=Q(department__isnull=False),
                name="department_variant_unique",
            ),
            models.UniqueConstraint(
                fields=["district", "written"], condition=Q(town__isnull=False), name="town_variant_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.written


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

    objects = OfficeOnlyQuerySet.as_manager()

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
        body = self.department or self.town
        return f"{self.get_role_display()}（{body}）" if body else self.get_role_display()
