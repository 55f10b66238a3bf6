"""What the office does on the page 编辑清单: headings and tasks added, moved, taken out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from districts.navigation import row_number
from districts.permissions import Action, require
from tasklists.arranging import move_category, move_task
from tasklists.bulk import with_reason
from tasklists.changes import record_changes
from tasklists.list_forms import CategoryForm, NewTaskForm
from tasklists.list_views import crumbs_to, list_of_office
from tasklists.models import Category, Task, TaskList


def _category(request: HttpRequest, pk: int) -> Category:
    category = get_object_or_404(
        Category.objects.visible_to(request.user).select_related("task_list", "parent"), pk=pk
    )
    require(request.user, Action.EDIT, category)
    return category


def _task(request: HttpRequest, pk: int) -> Task:
    task = get_object_or_404(Task.objects.visible_to(request.user).select_related("task_list"), pk=pk)
    require(request.user, Action.EDIT, task)
    return task


def _to_row(task_list: TaskList, row: str) -> HttpResponse:
    return redirect(f"{reverse('list_outline', args=[task_list.pk])}#{row}")


@require_http_methods(["GET", "POST"])
def add_category(request: HttpRequest, pk: int) -> HttpResponse:
    task_list = list_of_office(request, pk)
    wanted = row_number(request.GET.get("parent"))
    parent = Category.objects.filter(task_list=task_list, parent=None, pk=wanted)
    form = CategoryForm(request.POST or None, task_list=task_list, initial={"parent": parent.first()})
    if request.method == "POST" and form.is_valid():
        category = form.save()
        messages.success(request, _("类别“%(category)s”已添加。") % {"category": category})
        if "more" in request.POST:
            return redirect("category_add", task_list.pk)
        return _to_row(task_list, f"category-{category.pk}")
    page = {"form": form, "task_list": task_list, "crumbs": crumbs_to(task_list)}
    return render(request, "tasklists/edit_category.html", page, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def edit_category(request: HttpRequest, pk: int) -> HttpResponse:
    category = _category(request, pk)
    form = CategoryForm(request.POST or None, instance=category, task_list=category.task_list)
    stored = str(Category.objects.get(pk=pk))
    seen = request.POST.get("seen", stored)
    if request.method == "POST" and form.is_valid() and seen == stored:
        tasks = category.tasks_below()
        reason = form.cleaned_data.get("reason", "")
        try:
            with_reason(tasks, form.save, reason=reason, by=request.user)
        except ValidationError as refusal:
            form.add_error("reason" if refusal.code == "reason" else None, refusal)
        else:
            messages.success(request, _("类别“%(category)s”已保存。") % {"category": category})
            return _to_row(category.task_list, f"category-{category.pk}")
    page = {
        "form": form,
        "category": Category.objects.get(pk=pk),
        "stored": stored,
        "changed_meanwhile": seen != stored,
        "task_list": category.task_list,
        "crumbs": crumbs_to(category.task_list),
    }
    return render(request, "tasklists/edit_category.html", page, status=422 if form.is_bound else 200)


@require_POST
def move_category_by(request: HttpRequest, pk: int) -> HttpResponse:
    category = _category(request, pk)
    if not move_category(category, -1 if request.POST.get("to") == "up" else 1):
        messages.info(request, _("“%(category)s”已经在最前或最后。") % {"category": category})
    return _to_row(category.task_list, f"category-{pk}")


@require_POST
def delete_category(request: HttpRequest, pk: int) -> HttpResponse:
    """Only a heading below which nothing stands."""
    category = _category(request, pk)
    if category.tasks.exists() or category.children.exists():
        messages.error(
            request, _("“%(category)s”下还有任务或二级类别，请先移走再删除。") % {"category": category}
        )
        return _to_row(category.task_list, f"category-{pk}")
    category.delete()
    messages.success(request, _("类别“%(category)s”已删除。") % {"category": category})
    return redirect("list_outline", category.task_list_id)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def add_task(request: HttpRequest, pk: int) -> HttpResponse:
    task_list = list_of_office(request, pk)
    TaskList.objects.select_for_update().get(pk=pk)  # two people adding a task do not get one number
    wanted = row_number(request.GET.get("category"))
    category = Category.objects.filter(task_list=task_list, pk=wanted).first()
    form = NewTaskForm(request.POST or None, task_list=task_list, category=category)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                task = form.save()
                record_changes(task, {}, reason=form.cleaned_data.get("reason", ""), by=request.user)
        except ValidationError as refusal:
            form.add_error("reason" if refusal.code == "reason" else None, refusal)
        else:
            messages.success(request, _("任务 %(number)s 已添加。") % {"number": task.number})
            if "more" in request.POST:
                here = f"?category={task.category_id}" if task.category_id else ""
                return redirect(reverse("task_add", args=[task_list.pk]) + here)
            back = f"{reverse('list_outline', args=[task_list.pk])}%23task-{task.pk}"
            return redirect(f"{reverse('task_edit', args=[task.pk])}?next={back}")
    page = {"form": form, "task_list": task_list, "crumbs": crumbs_to(task_list)}
    return render(request, "tasklists/add_task.html", page, status=422 if form.is_bound else 200)


@require_POST
def move_task_by(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    if not move_task(task, -1 if request.POST.get("to") == "up" else 1):
        messages.info(
            request,
            _("任务 %(number)s 已在本类别的最前或最后。要移到别的类别，请用“批量修改”。")
            % {"number": task.number},
        )
    return _to_row(task.task_list, f"task-{pk}")


@require_http_methods(["GET", "POST"])
def delete_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Only from a draft; what was issued stays."""
    task = _task(request, pk)
    is_draft = task.task_list.state == TaskList.State.DRAFT
    if request.method == "POST" and is_draft:
        said = str(task)
        task.delete()
        messages.success(request, _("任务“%(task)s”已删除。") % {"task": said})
        return redirect("list_outline", task.task_list_id)
    page = {
        "task": task,
        "is_draft": is_draft,
        "children": task.children.in_printed_order(),
        "crumbs": crumbs_to(task.task_list),
    }
    return render(
        request, "tasklists/delete_task.html", page, status=422 if request.method == "POST" else 200
    )
