"""设置: what the office keeps of its district beside the lists."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.forms.people import DistrictForm
from districts.models import Department, District, Membership, Town, Village
from districts.permissions import Action, reach, require
from districts.tables import districts_table
from districts.workbooks import asks_for_xlsx, download


def kept_district(request: HttpRequest, pk: int, action: Action) -> District:
    """The district, for who may do this there: 404 for outsiders, 403 for its other roles."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=pk)
    require(request.user, action, district)
    return district


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """The districts that the person keeps; straight to the one where there is but one."""
    held = reach(request.user)
    kept = District.objects.editable_by(request.user)
    if not held.everything:
        if not held.office_districts:
            raise PermissionDenied(_("设置由区乡村振兴办工作人员维护，如需调整请与其联系。"))
        if len(held.office_districts) == 1:
            return redirect("settings_district", next(iter(held.office_districts)))
    if asks_for_xlsx(request):
        return download(request, _("区（县）"), districts_table(kept))
    return render(request, "districts/settings.html", {"districts": kept, "everything": held.everything})


@require_safe
def settings_district(request: HttpRequest, district_id: int) -> HttpResponse:
    district = kept_district(request, district_id, Action.EDIT)
    sections = [
        ("members", _("人员与邀请"), _("在任 %s 人"), Membership.objects.acting()),
        ("departments", _("部门"), _("在用 %s 个"), Department.objects.filter(is_active=True)),
        ("towns", _("街镇"), _("在用 %s 个"), Town.objects.filter(is_active=True)),
        ("villages", _("村居"), _("在用 %s 个"), Village.objects.filter(is_active=True)),
    ]
    counted = [
        (name, word, count % rows.filter(district=district).count()) for name, word, count, rows in sections
    ]
    return render(request, "districts/settings_district.html", {"district": district, "sections": counted})


@require_http_methods(["GET", "POST"])
def district_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new district, or the words of one; the platform administrator's."""
    if not reach(request.user).everything:
        raise PermissionDenied
    district = get_object_or_404(District, pk=pk) if pk else District()
    form = DistrictForm(request.POST or None, instance=district)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("已保存。"))
        return redirect("settings_district", district.pk)
    return render(request, "districts/district_edit.html", {"form": form, "district": district})
