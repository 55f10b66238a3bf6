"""Departments, towns and villages of a district, kept by its office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from districts.forms.names import DepartmentForm, TownForm, VillageForm
from districts.models import Department, District, NameVariant, Town, Village
from districts.navigation import row_number, way_back
from districts.permissions import Action, require
from districts.tables import departments_table, towns_table, villages_table
from districts.views.settings import kept_district
from districts.workbooks import Table, asks_for_xlsx, download

VARIANTS = Prefetch("variants", NameVariant.objects.order_by("written"))


@require_safe
def departments(request: HttpRequest, district_id: int) -> HttpResponse:
    district = kept_district(request, district_id, Action.EDIT)
    rows = Department.objects.filter(district=district).prefetch_related(VARIANTS)
    if asks_for_xlsx(request):
        return _file(request, departments_table(district, rows))
    return render(request, "districts/departments.html", {"district": district, "departments": rows})


@require_safe
def towns(request: HttpRequest, district_id: int) -> HttpResponse:
    district = kept_district(request, district_id, Action.EDIT)
    rows = Town.objects.filter(district=district).prefetch_related(VARIANTS)
    if asks_for_xlsx(request):
        return _file(request, towns_table(district, rows))
    return render(request, "districts/towns.html", {"district": district, "towns": rows})


@require_safe
def villages(request: HttpRequest, district_id: int) -> HttpResponse:
    district = kept_district(request, district_id, Action.EDIT)
    rows = Village.objects.filter(district=district).select_related("town")
    held = Town.objects.filter(district=district)
    chosen = held.filter(pk=row_number(request.GET.get("town"))).first()
    rows = rows.filter(town=chosen) if chosen else rows
    rows = rows.order_by("town__position", "town_id", "name")
    if asks_for_xlsx(request):
        return _file(request, villages_table(district, rows))
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    context = {"district": district, "page": page, "towns": held, "chosen": chosen}
    return render(request, "districts/villages.html", context)


@require_http_methods(["GET", "POST"])
def department_add(request: HttpRequest, district_id: int) -> HttpResponse:
    return _edit(request, Department(district=kept_district(request, district_id, Action.EDIT)))


@require_http_methods(["GET", "POST"])
def department_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _kept(request, Department, pk))


@require_http_methods(["GET", "POST"])
def town_add(request: HttpRequest, district_id: int) -> HttpResponse:
    return _edit(request, Town(district=kept_district(request, district_id, Action.EDIT)))


@require_http_methods(["GET", "POST"])
def town_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _kept(request, Town, pk))


@require_http_methods(["GET", "POST"])
def village_add(request: HttpRequest, district_id: int) -> HttpResponse:
    return _edit(request, Village(district=kept_district(request, district_id, Action.EDIT)))


@require_http_methods(["GET", "POST"])
def village_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _kept(request, Village, pk))


# model → (its form, the page of its list, the word for a new one)
PAGES: dict[type[Any], tuple[type[Any], str, Any]] = {
    Department: (DepartmentForm, "departments", gettext_lazy("新增部门")),
    Town: (TownForm, "towns", gettext_lazy("新增街镇")),
    Village: (VillageForm, "villages", gettext_lazy("新增村居")),
}


def _kept(request: HttpRequest, model: type[Any], pk: int) -> Any:
    row = get_object_or_404(model.objects.visible_to(request.user).select_related("district"), pk=pk)
    require(request.user, Action.EDIT, row)
    return row


def _edit(request: HttpRequest, row: Any) -> HttpResponse:
    """One page for a new row and an old one."""
    form_class, back, word = PAGES[type(row)]
    district: District = row.district
    initial = {"town": request.GET.get("town")} if not row.pk else None
    asked = {} if form_class is VillageForm else {"today": timezone.localdate()}
    form = form_class(request.POST or None, instance=row, district=district, initial=initial, **asked)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
        messages.success(request, _("已保存：%(name)s。") % {"name": saved})
        return redirect(way_back(request, _address(back, district)))
    context = {
        "form": form,
        "row": row,
        "district": district,
        "heading": str(row) if row.pk else word,
        "back": _address(back, district),
        "list_word": row._meta.verbose_name_plural,
        "is_department": isinstance(row, Department) and row.pk,
    }
    return render(request, "districts/name_edit.html", context)


def _file(request: HttpRequest, table: Table) -> HttpResponse:
    return download(request, table.title, table)


def _address(name: str, district: District) -> str:
    return reverse(name, args=[district.pk])
