"""报表: the tables that are printed and handed out each month."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.models import District
from reporting.exports import asks_for_xlsx, download
from reporting.sheets.basis import Asked
from reporting.sheets.paper import KINDS, make_tables, shown_rows
from tasklists.scope import follow


@require_safe
def sheets(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    """What each sheet is for."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    follow(request, district.pk, year)
    page = {"district": district, "year": year, "kinds": KINDS.values()}
    return render(request, "reporting/sheets/sheets.html", page)


@require_safe
def sheet(request: HttpRequest, district_id: int, year: int, kind: str) -> HttpResponse:
    """One sheet: a page to look at and to print, the same as a file with `?as=xlsx`."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    if kind not in KINDS:
        raise Http404
    follow(request, district.pk, year)
    asked = Asked(district, year, request.user, request.GET, timezone.localdate())
    tables = make_tables(KINDS[kind], asked)
    if asks_for_xlsx(request) and tables:
        name = tables[0].title if len(tables) == 1 else f"{year}年{district}{KINDS[kind].word}"
        return download(request, name, *tables)
    page: dict[str, Any] = {
        "district": district,
        "year": year,
        "kind": KINDS[kind],
        "form": asked.form,
        "papers": [(table, shown_rows(table)) for table in tables],
        "paper": asked.value("paper"),
        "is_live": not asked.value("month"),
        "crumbs": [
            (_("统计分析"), reverse("district_dashboard", args=[district.pk, year])),
            (_("报表"), reverse("sheets", args=[district.pk, year])),
        ],
    }
    return render(request, "reporting/sheets/sheet.html", page)
