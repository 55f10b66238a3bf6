"""Which rules judge a list: what they are, what another set would change, and the lights of a past day."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.permissions import Action, allowed, require
from districts.workbooks import asks_for_xlsx, download
from progress.figures import PACKS, RuleFigures
from progress.forms import RuleForm
from progress.judged import lit_tasks
from progress.lit import show_light
from progress.models import RuleSet, adopt
from progress.rulebook import rules_on
from progress.status import totals
from progress.tables import past_lights_table, what_if_table
from progress.what_if import what_if
from progress.working_days import note
from tasklists.models import Task, TaskList
from tasklists.scope import follow


def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a pack or set figures, see which tasks would change colour, then adopt."""
    task_list = get_object_or_404(TaskList.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.EDIT, task_list)
    today = timezone.localdate()
    held = rules_on(today).of_list(pk)
    form = _form(request, held)
    figures = form.figures() if form.is_bound and form.is_valid() else None
    if request.method == "POST" and figures:
        _adopt(request, task_list, form.cleaned_data["name"], figures, today)
        return redirect("progress_rules", pk)
    follow(request, task_list.district_id, task_list.year)
    changes = what_if(task_list, figures, today) if figures else None
    if asks_for_xlsx(request) and changes:
        title = _("%(list)s换用规则试算") % {"list": task_list}
        return download(request, title, what_if_table(title, changes.changes))
    context = {
        "task_list": task_list,
        "form": form,
        "held": held,
        "packs": [(key, word, figures == held) for key, (word, figures) in PACKS.items()],
        "adoptions": task_list.rule_adoptions.select_related("version__rule_set", "adopted_by"),
        "changes": changes,
        "calendar_note": note(datetime.date(task_list.year, 12, 31)),
        "today": today,
        "crumbs": [(task_list.title, reverse("list", args=[pk]))],
    }
    return render(request, "progress/rules.html", context)


def _form(request: HttpRequest, held: RuleFigures) -> RuleForm:
    if request.method == "POST":
        return RuleForm(request.POST)
    if "name" in request.GET:
        return RuleForm(request.GET)
    name, figures = PACKS.get(request.GET.get("pack", ""), (_("本清单规则"), held))
    return RuleForm(initial={"name": name, **figures.as_json()})


@transaction.atomic
def _adopt(
    request: HttpRequest, task_list: TaskList, name: str, figures: RuleFigures, today: datetime.date
) -> None:
    user: Any = request.user
    rule_set, _made = RuleSet.objects.get_or_create(district_id=task_list.district_id, name=name)
    version = rule_set.new_version(figures, user, today=today)
    adopt(task_list, version, user, from_day=today, today=today)
    messages.success(request, _("自今日起，本清单按“%(version)s”亮灯。") % {"version": version})


@require_safe
def past_lights(request: HttpRequest, pk: int) -> HttpResponse:
    """The lights of the list on a past day, worked out again from the facts that held then."""
    task_list = get_object_or_404(TaskList.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    day = _past_day(request.GET.get("day", ""), task_list, today)
    rulebook = rules_on(day)
    tasks = Task.objects.visible_to(request.user).filter(task_list=task_list)
    lit = list(lit_tasks(tasks.in_printed_order(), day, rulebook, as_it_stood=True))
    for task in lit:
        show_light(task, rulebook.blue_lists)
    follow(request, task_list.district_id, task_list.year)
    if asks_for_xlsx(request):
        title = _("%(list)s %(day)s 的亮灯") % {"list": task_list, "day": day}
        return download(request, title, past_lights_table(title, lit, day))
    context = {
        "task_list": task_list,
        "day": day,
        "tasks": lit,
        "totals": totals(tasks, day, rulebook, as_it_stood=True),
        "may_edit": allowed(request.user, Action.EDIT, task_list),
        "crumbs": [(task_list.title, reverse("list", args=[pk]))],
    }
    return render(request, "progress/past_lights.html", context)


def _past_day(asked: str, task_list: TaskList, today: datetime.date) -> datetime.date:
    """The day that was asked for, no day after today and none before the list's year; without one, the
    end of last month."""
    try:
        day = datetime.date.fromisoformat(asked)
    except ValueError:
        return today.replace(day=1) - datetime.timedelta(days=1)
    return min(max(day, datetime.date(task_list.year, 1, 1)), today)
