"""各区对比: the districts side by side, for those who may see several."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting.city import city, city_table
from reporting.exports import asks_for_xlsx, download


@require_safe
def show_city(request: HttpRequest) -> HttpResponse:
    year = request.GET.get("year", "")
    is_year = year.isascii() and year.isdigit() and len(year) == 4
    found = city(request.user, int(year) if is_year else None, request.GET.dict())
    if asks_for_xlsx(request):
        title = _("%(year)s年各区任务完成情况") % {"year": found.year}
        return download(request, title, city_table(title, found))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    return render(request, "reporting/city.html", {"city": found, "is_yesterday": found.day == yesterday})
