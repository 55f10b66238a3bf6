"""批示: given by a leader on a task or a light, answered by its departments and the office, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.navigation import way_back
from districts.permissions import Action, allowed, require
from districts.workbooks import asks_for_xlsx, download
from progress.refusals import Refused
from supervision import instructing
from supervision.forms import AgainForm, AnswerForm, CloseForm
from supervision.instructions import (
    as_table,
    chosen,
    instruction_form,
    line_of,
    lines_of_task,
    own_filters,
    room_of,
    shares_of,
    speaker_of,
)
from supervision.models import Instruction, light_on
from tasklists.models import Task
from tasklists.scope import follow, scope_of

PER_PAGE = 50


@require_safe
def show_instructions(request: HttpRequest) -> HttpResponse:
    """The district's instructions: what waits for an answer first."""
    user: Any = request.user
    here = scope_of(request).here
    district_id = here.district_id if here else 0
    filters = own_filters(user, district_id)
    which = request.GET.get("show", "")
    which = which if which in filters else filters[0]
    rows = Instruction.objects.visible_to(user).filter(district=district_id)
    rows = chosen(rows, which, user, district_id).most_urgent_first()
    today = timezone.localdate()
    if asks_for_xlsx(request):
        title = _("%(district)s批示办理情况") % {"district": here.district_name if here else ""}
        return download(request, title, as_table([line_of(row, today) for row in rows.for_threads()], title))
    page = Paginator(rows.for_rows(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": [line_of(row, today) for row in page],
        "page": page,
        "which": which,
        "filters": [(code, word) for code, word in _filter_words().items() if code in filters],
        "room": room_of(user, district_id),
    }
    return render(request, "supervision/instructions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def instruct(request: HttpRequest, pk: int) -> HttpResponse:
    """作出批示; the task's page has the same form, which is answered here where something is wrong."""
    user: Any = request.user
    tasks = Task.objects.visible_to(user).select_related("task_list", "district")
    task, today = get_object_or_404(tasks, pk=pk), timezone.localdate()
    require(user, Action.INSTRUCT, task)
    share = {"quota": request.GET.get("quota", "")}
    form = instruction_form(task, shares_of(task, today), today, request.POST or None, initial=share)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            given = instructing.give(
                task, user, said["text"], today=today, wanted_on=said["wanted_on"], quota=form.share()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("批示已发出，已通知%(who)s。") % {"who": "、".join(given.asked_names())}
            )
            return redirect(way_back(request, reverse("task", args=[pk])))
    follow(request, task.district_id, task.task_list.year)
    context = {
        "task": task,
        "now": light_on(task, None, today),
        "form": form,
        "lines": lines_of_task(task, user, today),
        "next": way_back(request, reverse("task", args=[pk])),
        "crumbs": _crumbs(),
    }
    return render(request, "supervision/instruct.html", context, status=422 if form.errors else 200)


@require_safe
def show_instruction(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _instruction(request, pk))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """答复, for one's department or as the office."""
    held = _instruction(request, pk)
    require(request.user, Action.ANSWER_INSTRUCTION, held)
    form = AnswerForm(request.POST, prefix="answer")

    def step(user: Any, said: dict[str, Any], today: Any) -> None:
        instructing.answer(held, user, said["text"], today=today, addressee=speaker_of(user, held))

    return _do(request, held, "answer_form", form, step, _("答复已提交，已通知批示的区领导。"))


@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """追加批示."""
    held = _instruction(request, pk)
    require(request.user, Action.INSTRUCT, held)
    form = AgainForm(request.POST, prefix="again", today=timezone.localdate())

    def step(user: Any, said: dict[str, Any], today: Any) -> None:
        instructing.ask_again(held, user, said["text"], today=today, wanted_on=said["wanted_on"])

    return _do(request, held, "again_form", form, step, _("追加批示已发出，请有关部门再答复。"))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """办结."""
    held = _instruction(request, pk)
    require(request.user, Action.CLOSE_INSTRUCTION, held)
    as_leader = allowed(request.user, Action.INSTRUCT, held)
    form = _close_form(held, as_leader, request.POST)

    def step(user: Any, said: dict[str, Any], today: Any) -> None:
        instructing.close(held, user, said["text"], today=today, as_leader=as_leader)

    return _do(request, held, "close_form", form, step, _("批示已办结。"))


def _instruction(request: HttpRequest, pk: int) -> Any:
    rows = Instruction.objects.visible_to(request.user).for_threads()
    return get_object_or_404(rows.select_related("quota"), pk=pk)


def _close_form(held: Instruction, as_leader: bool, *args: Any) -> CloseForm:
    """Only a leader who closes before an answer is asked for a reason; the office is refused then."""
    waits = held.state == Instruction.State.OPEN and as_leader
    return CloseForm(*args, prefix="close", is_answered=not waits)


def _do(
    request: HttpRequest, held: Instruction, name: str, form: Any, step: Callable[..., None], said: str
) -> HttpResponse:
    """One named step; what is wrong, or refused, is said on the page it came from."""
    if form.is_valid():
        try:
            step(request.user, form.cleaned_data, timezone.localdate())
        except Refused as refusal:
            messages.error(request, str(refusal))
            held = _instruction(request, held.pk)  # as somebody else has left it meanwhile
        else:
            messages.success(request, said)
            return redirect(way_back(request, reverse("instruction", args=[held.pk])))
    return _page(request, held, **{name: form})


def _page(request: HttpRequest, held: Any, **forms: Any) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    follow(request, held.district_id, held.task.task_list.year)
    is_open = held.state != Instruction.State.CLOSED
    as_leader = allowed(user, Action.INSTRUCT, held)
    wanted = held.wanted_on if held.wanted_on and held.wanted_on >= today else None
    context = {
        "line": line_of(held, today),
        "instruction": held,
        "given": held.entries.all()[0],
        "now": light_on(held.task, held.quota, today),
        "speaker": speaker_of(user, held),  # type: ignore[arg-type]
        "waits": held.state == Instruction.State.OPEN,
        "may_answer": is_open and allowed(user, Action.ANSWER_INSTRUCTION, held),
        "may_ask": is_open and as_leader,
        "may_close": is_open
        and allowed(user, Action.CLOSE_INSTRUCTION, held)
        and (as_leader or held.state == Instruction.State.ANSWERED),
        "answer_form": AnswerForm(prefix="answer"),
        "again_form": AgainForm(prefix="again", today=today, initial={"wanted_on": wanted}),
        "close_form": _close_form(held, as_leader),
        "next": way_back(request, reverse("instruction", args=[held.pk])),
        "crumbs": _crumbs(),
    }
    return render(request, "supervision/instruction.html", context | forms, status=422 if forms else 200)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("督查督办"), reverse("supervision")), (_("批示"), reverse("instructions"))]


def _filter_words() -> dict[str, str]:
    return {"open": _("未办结"), "mine": _("与我有关"), "all": _("全部")}
