"""A list carried into the next year, and two years side by side."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from progress.models import Completion
from reporting.exports import asks_for_xlsx, download
from reporting.tables import carried_table, two_years_table
from tasklists.list_views import crumbs_to, list_of_office
from tasklists.models import Task, TaskList
from tasklists.rollover import carry_over, side_by_side, to_carry_over


class CarryOverForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("新清单的标题"), max_length=200)


def unfinished_ids(task_list: TaskList) -> set[int]:
    """Tasks that are not closed today."""
    closed = Completion.objects.closed_by(timezone.localdate()).filter(task__task_list=task_list)
    tasks = Task.objects.filter(task_list=task_list).exclude(pk__in=closed.values("task"))
    return set(tasks.values_list("pk", flat=True))


def title_of_next_year(task_list: TaskList) -> str:
    """2026年…清单 → 2027年…清单."""
    year = str(task_list.year)
    return task_list.title.replace(year, str(task_list.year + 1))


@require_http_methods(["GET", "POST"])
def carry_over_list(request: HttpRequest, pk: int) -> HttpResponse:
    """结转下一年: what goes on next year, then the draft of that year."""
    task_list = list_of_office(request, pk)
    unfinished = unfinished_ids(task_list)
    form = CarryOverForm(request.POST or None, initial={"title": title_of_next_year(task_list)})
    if request.method == "POST" and form.is_valid():
        try:
            draft = carry_over(task_list, unfinished, title=form.cleaned_data["title"])
        except ValidationError as refusal:
            form.add_error("title", refusal)
        else:
            messages.success(
                request, _("已建立 %(year)s 年的草稿，结转的任务都在其中。") % {"year": draft.year}
            )
            return redirect("list_outline", draft.pk)
    carried = to_carry_over(task_list, unfinished)
    if asks_for_xlsx(request):
        title = _("%(list)s结转%(year)s年") % {"list": task_list, "year": task_list.year + 1}
        rows = ((task, task.pk in unfinished) for task in carried)
        return download(request, title, carried_table(title, rows))
    page = {
        "form": form,
        "task_list": task_list,
        "next_year": task_list.year + 1,
        "carried": [(task, task.pk in unfinished) for task in carried],
        "left": task_list.tasks.count() - len(carried),
        "crumbs": crumbs_to(task_list, inside=False),
    }
    return render(request, "reporting/carry_over.html", page, status=422 if form.is_bound else 200)


@require_safe
def two_years(request: HttpRequest, pk: int) -> HttpResponse:
    """与上年对照: the list beside one of an earlier year."""
    newer = list_of_office(request, pk)
    earlier_lists = TaskList.objects.filter(district=newer.district, year__lt=newer.year).order_by(
        "-year", "id"
    )
    earlier = _chosen(earlier_lists, request.GET.get("with", "")) or _carried_on_by(newer, earlier_lists)
    pairs = side_by_side(earlier, newer) if earlier else []
    fate = request.GET.get("fate", "")
    words = {"continued": _("延续"), "changed": _("有变化"), "new": _("新增"), "gone": _("不再列入")}
    shown = [(pair, words[pair.fate]) for pair in pairs if fate in ("", pair.fate)]
    if asks_for_xlsx(request) and earlier:
        title = _("%(list)s与上年对照") % {"list": newer}
        return download(request, title, two_years_table(title, earlier, newer, shown))
    page = {
        "task_list": newer,
        "earlier": earlier,
        "earlier_lists": earlier_lists,
        "pairs": shown,
        "counts": [(key, word, sum(pair.fate == key for pair in pairs)) for key, word in words.items()],
        "all": len(pairs),
        "fate": fate,
        "crumbs": [
            (_("任务清单"), reverse("lists")),
            (str(newer), reverse("list", args=[newer.pk])),
        ],
    }
    return render(request, "reporting/two_years.html", page)


def _chosen(lists: QuerySet[TaskList], wanted: str) -> TaskList | None:
    return lists.filter(pk=wanted).first() if wanted.isdecimal() else None


def _carried_on_by(newer: TaskList, lists: QuerySet[TaskList]) -> TaskList | None:
    """A list that these tasks were carried over from, else the nearest year's first of the same kind."""
    origin = lists.filter(tasks__successors__task_list=newer).distinct().first()
    return origin or lists.filter(kind=newer.kind).first() or lists.first()
