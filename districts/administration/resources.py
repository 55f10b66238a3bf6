"""Rows of an import or export file. A row is known by its number (编号) or by what names it within its
district; the district must be one that the importing person keeps."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.resources import Diff

from districts.administration import columns
from districts.models import District
from districts.permissions import Action, allowed

ID, DISTRICT = "编号", "区（县）"


class Change(Diff):
    """Old and new of each cell, as elements that the style sheet dresses."""

    def as_html(self) -> list[str]:
        return [self._cell(old, new) for old, new in zip(self.left, self.right, strict=False)]

    def _cell(self, old: Any, new: Any) -> str:
        if old == new or (self.new and not new):
            return format_html("{}", new)
        if self.new or old in (None, ""):
            return format_html("<ins>{}</ins>", new)
        return format_html("<del>{}</del> <ins>{}</ins>", old, new)


def column(attribute: str, heading: Any, widget: Any = None, *, readonly: bool = False) -> fields.Field:
    return fields.Field(attribute, str(heading), widget or columns.Text(), readonly=readonly)


class DistrictResource(resources.ModelResource):
    """`key`: names of the fields that name a row within its district."""

    id = column("id", ID, columns.Whole(), readonly=True)
    district = column("district", DISTRICT, readonly=True)

    key: tuple[str, ...] = ("name",)
    action = Action.EDIT

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True
        import_id_fields: list[str] = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.here: District | None = None
        self._kept: dict[str, District] | None = None

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls._meta.model._meta.verbose_name_plural)

    def get_diff_class(self) -> type[Diff]:
        return Change

    def before_import_row(self, row: dict[str, Any], *, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        self.here = self._district_of(row)
        if not allowed(user, self.action, self.here):
            raise PermissionDenied

    def _district_of(self, row: dict[str, Any]) -> District:
        if self._kept is None:
            self._kept = {kept.name: kept for kept in District.objects.editable_by(self.user)}
        name = str(row.get(DISTRICT) or "").strip()
        if not name and len(self._kept) == 1:
            return next(iter(self._kept.values()))
        if name not in self._kept:
            raise ValidationError(_("区（县）“%(name)s”不在您维护的范围内。") % {"name": name})
        return self._kept[name]

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> models.Model | None:
        rows = self._meta.model._default_manager.filter(district=self.here)
        number = str(row.get(ID) or "").strip()
        if number:
            found = rows.filter(pk=number).first() if number.isascii() and number.isdigit() else None
            if found is None:
                text = _("编号“%(number)s”在%(district)s没有对应的记录；新增的请把编号留空。")
                raise ValidationError(text % {"number": number, "district": self.here})
            return found
        found = list(rows.filter(**self._named(row))[:2])
        if len(found) > 1:
            raise ValidationError(_("有不止一条记录与此行同名，无法确定改哪一条，请填编号。"))
        return found[0] if found else None

    def _named(self, row: dict[str, Any]) -> dict[str, Any]:
        wanted = {}
        for name in self.key:
            field = self.fields[name]
            if field.column_name not in row:
                raise ValidationError(_("文件缺少“%(column)s”栏。") % {"column": field.column_name})
            try:
                value = field.clean(row, district=self.here, user=self.user)
            except ValueError as error:
                raise ValidationError(f"{field.column_name}：{error}") from error
            wanted |= {f"{field.attribute}__isnull": True} if value is None else {field.attribute: value}
        return wanted

    def init_instance(self, row: dict[str, Any] | None = None) -> models.Model:
        return self._meta.model(district=self.here)

    def import_instance(self, instance: models.Model, row: dict[str, Any], **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs | {"district": self.here, "user": self.user})

    def get_user_visible_fields(self) -> list[fields.Field]:
        return self.get_export_fields()
