"""Who sees and changes what in the admin: the rows of the districts in whose office one works, by every
path. Django's own permission tables are not asked; `districts.permissions` is."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models, transaction
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from districts.administration.forms import DistrictForm
from districts.models import District, User
from districts.navigation import row_number
from districts.permissions import Action, allowed, reach


class OwnValues(admin.RelatedFieldListFilter):
    """A filter by a related row that names only rows which the person may see."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[Any, str]]:
        return [(row.pk, str(row)) for row in own_rows(field.related_model, request)]


def own_rows(model: type[models.Model], request: HttpRequest) -> QuerySet:
    """What the person may choose from; people are those of the own district."""
    rows = model._default_manager.all()
    if model is User:
        return rows.visible_to(request.user)
    return rows.editable_by(request.user) if hasattr(rows, "editable_by") else rows


class FoundByNumber(AutocompleteSelect):
    """Looks up, to show it again, only what can be the number of a row: the stock one fails on the rest."""

    def optgroups(self, name: str, value: list[Any], attr: Any = None) -> Any:
        return super().optgroups(name, [held for held in value if row_number(str(held))], attr)


class DistrictAccess(BaseModelAdmin):
    """For the admin and the inlines of a district-owned model."""

    action = Action.EDIT
    parent = ""  # the field whose row gives the district; "" where the form asks for the district
    form = DistrictForm
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).editable_by(request.user)

    def may(self, request: HttpRequest, thing: Any = None) -> bool:
        if thing is None:
            held = reach(request.user)
            return held.everything or bool(held.office_districts)
        return allowed(request.user, self.action, thing)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", own_rows(db_field.related_model, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", FoundByNumber(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        excluded = list(super().get_exclude(request, obj) or [])
        return [*excluded, "district"] if self.parent else excluded

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A row does not move to another district."""
        fixed = list(super().get_readonly_fields(request, obj))
        return [*fixed, "district"] if obj and not self.parent and hasattr(obj, "district_id") else fixed

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.parent = self.parent
        return form


class PlatformOnly(DistrictAccess):
    """What the platform administrator alone keeps."""

    form = ModelForm

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = admin.ModelAdmin.get_queryset(self, request)
        return rows if self.may(request) else rows.none()

    def may(self, request: HttpRequest, thing: Any = None) -> bool:
        return reach(request.user).everything


class ReadOnly(DistrictAccess):
    """Records that are made by what people do, and stay."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartInline(DistrictAccess, admin.TabularInline):
    """Rows below the row that is edited; they take its district."""

    extra = 0
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.parent = formset.fk.name
        return formset

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the four icons beside each choice: a row must fit a line."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_exclude(request, obj), "district"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.readonly_fields)


class OwnRowsAdmin(DistrictAccess, SimpleHistoryAdmin):
    """The pages of a district-owned model."""

    list_per_page = 50
    save_on_top = False

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [
            (item, OwnValues) if self._leads_to_rows(item) else item
            for item in super().get_list_filter(request)
        ]

    def _leads_to_rows(self, item: Any) -> bool:
        if not isinstance(item, str):
            return False
        field = admin.utils.get_fields_from_path(self.model, item)[-1]
        return bool(field.is_relation)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        own = list(District.objects.editable_by(request.user)[:2])
        return {"district": own[0].pk} | initial if len(own) == 1 else initial

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._refusable(request, super().delete_view, request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        return self._refusable(request, super().changelist_view, request, extra_context)

    def _refusable(self, request: HttpRequest, view: Any, *args: Any) -> HttpResponse:
        """What the database refuses (a record that must stay) is said in a sentence."""
        try:
            with transaction.atomic():
                return view(*args)
        except (models.ProtectedError, models.RestrictedError, DatabaseError):
            text = _("没有删除：还有记录（如填报、办结、审核记录）以它为依据，须予保留。可改为停用。")
            messages.error(request, text)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    object_history_list_template = "admin/row_history.html"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._require_own_history(request, object_id)
        if not hasattr(self.model, "history"):
            return admin.ModelAdmin.history_view(self, request, object_id, extra_context)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """An earlier state is shown; nothing goes back to it in silence."""
        self._require_own_history(request, object_id)
        if request.method == "POST":
            raise PermissionDenied
        if not hasattr(self.model, "history") or not version_id.isdigit():
            raise Http404
        return super().history_form_view(request, object_id, version_id, extra_context)

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def _require_own_history(self, request: HttpRequest, object_id: str) -> None:
        """The row, also after it was deleted, is one of the own district's."""
        if not object_id.isdigit():
            raise Http404
        if self.get_queryset(request).filter(pk=object_id).exists():
            return
        if hasattr(self.model, "history") and hasattr(self.model, "district_id"):
            own = District.objects.editable_by(request.user)
            if self.model.history.filter(id=object_id, district__in=own).exists():
                return
        raise Http404
