"""The list as a file, for those who read the whole of it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.permissions import reach
from tasklists.exporting.files import FORMATS, list_file, printed_list
from tasklists.exporting.prose import Prose
from tasklists.models import TaskList
from tasklists.scope import follow


def _whole_list(request: HttpRequest, pk: int) -> TaskList:
    """The list, for those who read all of it; town staff get 403."""
    lists = TaskList.objects.visible_to(request.user).select_related("district")
    task_list = get_object_or_404(lists, pk=pk)
    held = reach(request.user)
    if not held.everything and task_list.district_id not in held.whole_districts:
        raise PermissionDenied(_("整份清单由区级单位导出；街镇可在清单页面查看和打印涉及本街镇的任务。"))
    return task_list


@require_safe
def export_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The formats to choose from, and whether the file says all that is stored."""
    task_list = _whole_list(request, pk)
    follow(request, task_list.district_id, task_list.year)
    page, unsaid = printed_list(task_list)
    context = {
        "task_list": task_list,
        "unsaid": unsaid,
        "is_prose": isinstance(page, Prose),
        "crumbs": [
            (_("任务清单"), reverse("lists")),
            (task_list.title, reverse("list", args=[task_list.pk])),
        ],
    }
    return render(request, "tasklists/export_list.html", context)


@require_safe
def export_list_file(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    task_list = _whole_list(request, pk)
    if extension not in FORMATS:
        raise Http404
    file = list_file(task_list, extension)
    return HttpResponse(
        file.content,
        content_type=file.media_type,
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name)},
    )
