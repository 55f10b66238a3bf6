"""Search over the tasks a person may see, in every district and year of theirs."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progress.judged import lit_tasks
from progress.rulebook import rules_on
from reporting.exports import asks_for_xlsx, download
from reporting.lines import line_of
from reporting.tables import found_table
from tasklists.models import Task
from tasklists.querysets import MOST_WORDS

PAGE = 50


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    tasks = Task.objects.visible_to(request.user)
    found = tasks.mentioning(words) if words else tasks.none()
    newest = found.select_related("task_list__district").order_by(
        "-task_list__year", "task_list", "position", "pk"
    )
    today = timezone.localdate()
    rules = rules_on(today)
    lit = lit_tasks(newest, today, rules).with_bodies()
    if asks_for_xlsx(request):
        table = found_table(words, (line_of(task, blue_lists=rules.blue_lists) for task in lit))
        return download(request, table.title, table)
    page = Paginator(lit, PAGE).get_page(request.GET.get("page"))
    lines = [line_of(task, blue_lists=rules.blue_lists) for task in page]
    context = {
        "search_text": words,
        "page": page,
        "lines": lines,
        "most_words": MOST_WORDS if len(words.split()) > MOST_WORDS else None,
    }
    return render(request, "reporting/search.html", context)
