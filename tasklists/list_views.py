"""Pages on which the office makes a list, corrects its head, issues it, and sees what changed since."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.models import District
from districts.permissions import Action, require
from districts.workbooks import asks_for_xlsx, download
from tasklists.arranging import outline
from tasklists.baseline import changes_of, compare
from tasklists.discarding import discard, what_goes
from tasklists.issuing import issue
from tasklists.list_forms import IssueForm, ListForm, ListHeadForm
from tasklists.models import Baseline, Category, Task, TaskList
from tasklists.readiness import doubts_of
from tasklists.scope import follow, scope_of
from tasklists.tables import changes_tables

Crumbs = list[tuple[str, str]]


def list_of_office(request: HttpRequest, pk: int) -> TaskList:
    """The list, for the office that keeps it; 404 and 403 for the others."""
    lists = TaskList.objects.visible_to(request.user).select_related("district")
    task_list = get_object_or_404(lists, pk=pk)
    require(request.user, Action.EDIT, task_list)
    follow(request, task_list.district_id, task_list.year)
    return task_list


def crumbs_to(task_list: TaskList, *, inside: bool = True) -> Crumbs:
    """The way to the list, and to the page on which it is edited (`inside`)."""
    way = [(_("任务清单"), reverse("lists")), (str(task_list), reverse("list", args=[task_list.pk]))]
    return [*way, (_("编辑清单"), reverse("list_outline", args=[task_list.pk]))] if inside else way


@require_http_methods(["GET", "POST"])
def add_list(request: HttpRequest) -> HttpResponse:
    districts = District.objects.editable_by(request.user).order_by("id")
    here = districts.filter(pk=scope_of(request).district_id).first() or districts.first()
    if here is None:
        require(request.user, Action.EDIT, None)
    form = ListForm(
        request.POST or None, districts=districts, today=timezone.localdate(), initial={"district": here}
    )
    if request.method == "POST" and form.is_valid():
        require(request.user, Action.EDIT, form.cleaned_data["district"])
        task_list = form.save()
        messages.success(request, _("清单已建立，现在是草稿，只有乡村振兴办能看到。接下来添加类别和任务。"))
        return redirect("list_outline", task_list.pk)
    page = {"form": form, "crumbs": [(_("任务清单"), reverse("lists"))]}
    return render(request, "tasklists/add_list.html", page, status=422 if form.is_bound else 200)


@require_safe
def show_outline(request: HttpRequest, pk: int) -> HttpResponse:
    """编辑清单: the headings and tasks of the list with what can be done to each."""
    task_list = list_of_office(request, pk)
    tasks = list(Task.objects.filter(task_list=task_list).with_bodies().in_printed_order())
    headings: list[Category | None] = [*outline(task_list)]
    if any(task.category_id is None for task in tasks):
        headings.insert(0, None)
    above = {heading.parent_id for heading in headings if heading}
    by_category: dict[int | None, list[Task]] = {}
    for task in tasks:
        by_category.setdefault(task.category_id, []).append(task)
    page = {
        "task_list": task_list,
        "bands": [
            (
                heading,
                by_category.get(heading.pk if heading else None, []),
                bool(heading) and heading.pk in above,
            )
            for heading in headings
        ],
        "count": len(tasks),
        "is_draft": task_list.state == TaskList.State.DRAFT,
        "crumbs": crumbs_to(task_list, inside=False),
    }
    return render(request, "tasklists/outline.html", page)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def edit_list(request: HttpRequest, pk: int) -> HttpResponse:
    task_list = list_of_office(request, pk)
    stored = _printed_head(TaskList.objects.select_for_update().get(pk=pk))
    form = ListHeadForm(request.POST or None, instance=task_list)
    seen = request.POST.get("seen", stored)
    if request.method == "POST" and form.is_valid() and seen == stored:
        form.save()
        messages.success(request, _("清单信息已保存。"))
        return redirect("list_outline", task_list.pk)
    page = {
        "form": form,
        "task_list": TaskList.objects.get(pk=pk),
        "stored": stored,
        "changed_meanwhile": seen != stored,
        "crumbs": crumbs_to(task_list),
    }
    return render(request, "tasklists/edit_list.html", page, status=422 if form.is_bound else 200)


def _printed_head(task_list: TaskList) -> str:
    """The head in words, as the second of two people is shown it."""
    said = [
        task_list.title,
        task_list.get_kind_display(),
        task_list.issuing_body,
        task_list.issuing_number,
        str(task_list.issued_on or ""),
    ]
    return "；".join(word for word in said if word)


@require_http_methods(["GET", "POST"])
def issue_list(request: HttpRequest, pk: int) -> HttpResponse:
    task_list = list_of_office(request, pk)
    initial = {"number": task_list.issuing_number, "body": task_list.issuing_body}
    form = IssueForm(request.POST or None, today=timezone.localdate(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            issue(task_list, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("清单已印发，各部门、各街镇现在可以看到。此后的改动须填写变更原因。"))
            return redirect("list", task_list.pk)
    page = {
        "form": form,
        "task_list": task_list,
        "count": task_list.tasks.count(),
        "doubts": doubts_of(task_list),
        "crumbs": crumbs_to(task_list),
    }
    return render(request, "tasklists/issue_list.html", page, status=422 if form.is_bound else 200)


@require_safe
def list_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """变更对照: the list as issued against now, and every change with its reason."""
    task_list = list_of_office(request, pk)
    baseline = Baseline.objects.filter(task_list=task_list).first()
    comparison = compare(task_list, baseline) if baseline else None
    changes = changes_of(task_list) if baseline else ()
    if asks_for_xlsx(request) and comparison:
        title = _("%(list)s变更对照") % {"list": task_list}
        return download(request, title, *changes_tables(task_list, comparison, changes))
    page = {
        "task_list": task_list,
        "baseline": baseline,
        "comparison": comparison,
        "changes": changes,
        "crumbs": crumbs_to(task_list, inside=False),
    }
    return render(request, "tasklists/list_changes.html", page)


@require_http_methods(["GET", "POST"])
def delete_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft that nobody needs; the page says what goes with it."""
    task_list = list_of_office(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            discard(task_list)
        except ValidationError as refused:
            refusal = refused.message
        else:
            messages.success(request, _("草稿“%(list)s”已删除。") % {"list": task_list})
            return redirect("lists")
    page = {
        "task_list": task_list,
        "refusal": refusal,
        "is_draft": task_list.state == TaskList.State.DRAFT,
        "goes": what_goes(task_list),
        "crumbs": crumbs_to(task_list),
    }
    return render(request, "tasklists/delete_list.html", page, status=422 if refusal else 200)
