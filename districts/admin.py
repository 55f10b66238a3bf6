"""Admin pages of districts, names and people."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from districts.administration.access import OwnRowsAdmin, PartInline, PlatformOnly, ReadOnly
from districts.administration.exchange import ExchangeAdmin
from districts.links import password_link_path
from districts.models import (
    Department,
    DepartmentMerge,
    District,
    Invitation,
    Membership,
    NameVariant,
    SignIn,
    Town,
    User,
    Village,
)
from districts.permissions import Action
from districts.resources import (
    DepartmentResource,
    DistrictsResource,
    MembershipResource,
    NameVariantResource,
    TownResource,
    VillageResource,
)

admin.site.unregister(Group)  # roles are memberships


@admin.register(District)
class DistrictPlaceAdmin(PlatformOnly, ExchangeAdmin):
    """The office sees its own district; the platform administrator keeps them all."""

    resource_classes = [DistrictsResource]
    list_display = ["name", "city", "office_name", "is_demo"]
    search_fields = ["name", "city"]
    list_filter = ["city", "is_demo"]


class VariantInline(PartInline):
    model = NameVariant
    fields = ["written"]
    verbose_name_plural = _("其他写法")
    show_change_link = False


class VillageInline(PartInline):
    model = Village
    fields = ["name", "kind", "is_active"]


@admin.register(Town)
class TownAdmin(ExchangeAdmin):
    resource_classes = [TownResource]
    list_display = ["name", "kind", "position", "is_active", "district"]
    list_editable = ["position"]
    list_select_related = ["district"]
    search_fields = ["name", "variants__written"]
    list_filter = ["kind", "is_active", "district"]
    inlines = [VariantInline, VillageInline]


@admin.register(Village)
class VillageAdmin(ExchangeAdmin):
    parent = "town"
    resource_classes = [VillageResource]
    list_display = ["name", "kind", "town", "is_active", "district"]
    list_select_related = ["town", "district"]
    search_fields = ["name", "town__name"]
    list_filter = ["kind", "is_active", "town", "district"]
    autocomplete_fields = ["town"]


@admin.register(Department)
class DepartmentAdmin(ExchangeAdmin):
    resource_classes = [DepartmentResource]
    list_display = ["name", "position", "is_active", "district"]
    list_editable = ["position"]
    list_select_related = ["district"]
    search_fields = ["name", "variants__written"]
    list_filter = ["is_active", "district"]
    inlines = [VariantInline]


@admin.register(NameVariant)
class NameVariantAdmin(ExchangeAdmin):
    resource_classes = [NameVariantResource]
    list_display = ["written", "department", "town", "district"]
    list_select_related = ["department", "town", "district"]
    search_fields = ["written", "department__name", "town__name"]
    list_filter = ["department", "town", "district"]
    autocomplete_fields = ["department", "town"]


@admin.register(Membership)
class MembershipAdmin(ExchangeAdmin):
    """People leave a role by deactivation, never by deletion."""

    action = Action.MANAGE_MEMBERS
    resource_classes = [MembershipResource]
    list_display = ["user", "role", "department", "town", "is_active", "district"]
    list_select_related = ["user", "department", "town", "district"]
    search_fields = ["user__username", "user__full_name", "department__name", "town__name"]
    list_filter = ["role", "is_active", "department", "town", "district"]
    autocomplete_fields = ["department", "town"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A role is one person's: another person gets a row of their own."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "user"] if obj else fixed

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(PlatformOnly, OwnRowsAdmin):
    """Accounts. A new one has no password until its person sets one by a link (设置 → 人员)."""

    list_display = ["username", "full_name", "phone", "email", "is_active", "is_superuser", "last_login"]
    search_fields = ["username", "full_name", "phone", "email"]
    list_filter = ["is_active", "is_superuser"]
    fields = ["username", "full_name", "phone", "email", "is_active", "is_superuser", "last_login"]
    actions = ["password_link"]

    @admin.action(description=_("生成设密码链接（只能用一次）"))
    def password_link(self, request: HttpRequest, queryset: QuerySet) -> None:
        """For people without a role anywhere, to whom no office can hand one."""
        for person in queryset.filter(is_active=True)[:10]:
            link = request.build_absolute_uri(password_link_path(person))
            self.message_user(request, _("%(who)s：%(link)s") % {"who": person, "link": link})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody locks themselves out."""
        own = ["is_active", "is_superuser"] if obj == request.user else []
        return ["last_login", *own]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, OwnRowsAdmin):
    list_display = [
        "full_name",
        "role",
        "department",
        "town",
        "invited_by",
        "expires_at",
        "used_at",
        "district",
    ]
    list_select_related = ["department", "town", "invited_by", "district"]
    search_fields = ["full_name"]
    list_filter = ["role", "district"]


@admin.register(DepartmentMerge)
class DepartmentMergeAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["source", "target", "merged_by", "merged_at", "district"]
    list_select_related = ["source", "target", "merged_by", "district"]
    search_fields = ["source__name", "target__name"]


@admin.register(SignIn)
class SignInAdmin(PlatformOnly, ReadOnly, OwnRowsAdmin):
    list_display = ["user", "at", "ip", "outcome"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__full_name", "ip"]
    list_filter = ["outcome"]
    date_hierarchy = "at"
