"""Import and export files of names and memberships."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export import resources

from districts.administration.columns import Label, Named, Person, Whole, YesNo
from districts.administration.resources import Change, DistrictResource, column
from districts.models import Department, District, Membership, NameVariant, Town, Village
from districts.permissions import Action


class DistrictsResource(resources.ModelResource):
    """Districts themselves; the platform administrator's."""

    name = column("name", _("名称"))
    city = column("city", _("所属市"))
    office_name = column("office_name", _("办公室名称"))
    is_demo = column("is_demo", _("演示数据"), YesNo())

    class Meta:
        model = District
        fields = ["name", "city", "office_name", "is_demo"]
        import_id_fields = ["name"]
        skip_unchanged = True
        clean_model_instances = True
        use_transactions = True

    def get_diff_class(self) -> type[Change]:
        return Change


class TownResource(DistrictResource):
    name = column("name", _("名称"))
    kind = column("kind", _("类型"), Label(Town.Kind))
    position = column("position", _("排序"), Whole())
    tile_row = column("tile_row", _("方格图行"), Whole())
    tile_column = column("tile_column", _("方格图列"), Whole())
    is_active = column("is_active", _("在用"), YesNo())

    class Meta(DistrictResource.Meta):
        model = Town
        fields = ["id", "district", "name", "kind", "position", "tile_row", "tile_column", "is_active"]


class VillageResource(DistrictResource):
    town = column("town", _("街镇"), Named(Town))
    name = column("name", _("名称"))
    kind = column("kind", _("类型"), Label(Village.Kind))
    is_active = column("is_active", _("在用"), YesNo())
    key = ("town", "name")

    class Meta(DistrictResource.Meta):
        model = Village
        fields = ["id", "district", "town", "name", "kind", "is_active"]


class DepartmentResource(DistrictResource):
    name = column("name", _("名称"))
    position = column("position", _("排序"), Whole())
    is_active = column("is_active", _("在用"), YesNo())

    class Meta(DistrictResource.Meta):
        model = Department
        fields = ["id", "district", "name", "position", "is_active"]


class NameVariantResource(DistrictResource):
    written = column("written", _("写法"))
    department = column("department", _("部门"), Named(Department))
    town = column("town", _("街镇"), Named(Town))
    key = ("written", "department", "town")

    class Meta(DistrictResource.Meta):
        model = NameVariant
        fields = ["id", "district", "written", "department", "town"]


class MembershipResource(DistrictResource):
    """Roles of people who are known in the district; new people come by invitation."""

    user = column("user", _("用户名"), Person())
    full_name = column("user__full_name", _("姓名"), readonly=True)
    role = column("role", _("角色"), Label(Membership.Role))
    department = column("department", _("部门"), Named(Department))
    town = column("town", _("街镇"), Named(Town))
    is_active = column("is_active", _("在任"), YesNo())
    key = ("user", "role", "department", "town")
    action = Action.MANAGE_MEMBERS

    class Meta(DistrictResource.Meta):
        model = Membership
        fields = ["id", "district", "user", "full_name", "role", "department", "town", "is_active"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("user", "department", "town")
