"""An import in four steps: 上传 → 识别 → 核对 → 入库."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.models import District
from districts.navigation import row_number
from districts.workbooks import as_download, asks_for_xlsx, download
from tasklists import import_pages as pages
from tasklists.exporting.issues import issues_file
from tasklists.exporting.template import template_file
from tasklists.import_forms import COLUMN_MEANINGS, CORRECTION_FORMS, UploadForm
from tasklists.importing.apply import ImportRefused
from tasklists.importing.reading import Reading, begin, is_stopped, others_at_work, start_reading
from tasklists.importing.undo import undo_import, why_not
from tasklists.models import DocumentImport, ImportDraft, TaskList
from tasklists.scope import follow, scope_of
from tasklists.tables import issues_table, plan_tables


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("任务清单"), reverse("lists")), *more]


def start_import(request: HttpRequest) -> HttpResponse:
    """Step 1: a file or pasted text; and what one has begun before."""
    districts = District.objects.editable_by(request.user)
    if not districts:
        raise PermissionDenied(_("导入清单由区乡村振兴办办理，如有需要请与其联系。"))
    target = None
    if wanted := request.GET.get("list") or request.POST.get("list"):
        lists = TaskList.objects.editable_by(request.user).select_related("district")
        target = get_object_or_404(lists, pk=row_number(wanted) or 0)
        districts = districts.filter(pk=target.district_id)
    here = scope_of(request).district_id
    form = UploadForm(
        request.POST or None, request.FILES or None, districts=districts, initial={"district": here}
    )
    if request.method == "POST" and form.is_valid():
        name, content = form.content()
        draft = begin(form.cleaned_data["district"], request.user, name, content, target)
        ImportDraft.objects.filter(pk=draft.pk).update(issued=form.cleaned_data["issued"])
        return redirect("import_draft", draft.pk)
    page = {
        "form": form,
        "target": target,
        "drafts": ImportDraft.objects.of(request.user).under_way().select_related("district"),
        "steps": pages.STEPS,
        "step": 1,
        "crumbs": crumbs(),
    }
    return render(request, "tasklists/import_start.html", page)


def own_draft(request: HttpRequest, pk: int) -> ImportDraft:
    """The person's own import; another person's is not found."""
    drafts = ImportDraft.objects.of(request.user).select_related("district", "task_list", "record")
    return get_object_or_404(drafts, pk=pk)


@require_safe
def show_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: what was understood beside the original, and the corrections."""
    draft = own_draft(request, pk)
    if draft.state == ImportDraft.State.APPLIED and draft.record_id:
        return redirect("import_result", draft.record_id)
    reading = Reading(draft)
    page: dict[str, Any] = {
        "draft": draft,
        "steps": pages.STEPS,
        "step": 2,
        "crumbs": crumbs((_("导入"), reverse("import_start"))),
        "waited": int((timezone.now() - draft.began_at).total_seconds()),
        "stopped": is_stopped(draft),
    }
    if draft.state != ImportDraft.State.READING:
        page |= _understood(request, reading)
    return render(request, "tasklists/import_draft.html", page)


def _understood(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    document, plan = reading.document, reading.plan
    issues = plan.issues if plan else document.issues if document else ()
    tasks = document.tasks if document else ()
    shown, number, count = pages.page_of(tasks, request.GET.get("page"))
    anchors = {pages.row_anchor(task.ref) for task in tasks}
    categories = pages.category_words(document.categories if document else ())
    rows = [pages.understood_row(task, issues, anchors, categories) for task in shown]
    return {
        "reading": reading,
        "document": document,
        "rows": rows,
        "page_number": number,
        "page_count": count,
        "original": pages.beside(list(pages.original(reading.raw)), rows),
        "groups": pages.issue_groups(issues),
        "questions": pages.name_questions(reading),
        "made": pages.corrections_made(reading.corrections),
        "columns": pages.columns_of(reading),
        "meanings": COLUMN_MEANINGS,
        "others": others_at_work(reading.draft, reading.target) if document else [],
    }


@require_POST
def correct_draft(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One correction; back to step 2, where it was made."""
    draft = own_draft(request, pk)
    if kind not in CORRECTION_FORMS or draft.state not in (ImportDraft.State.READ, ImportDraft.State.REFUSED):
        messages.error(request, _("这次导入现在不能更正；请回到“识别”一步查看。"))
        return redirect("import_draft", draft.pk)
    form = CORRECTION_FORMS[kind](request.POST)
    if form.is_valid():
        reading = Reading(draft)
        reading.correct(form.corrected(reading.corrections))
        messages.success(request, _("已更正，结果已按更正重新识别。"))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    where = request.POST.get("back", "")
    return redirect(reverse("import_draft", args=[draft.pk]) + (f"#{where}" if where.isidentifier() else ""))


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    if draft.state in (ImportDraft.State.REFUSED, ImportDraft.State.READ) or is_stopped(draft):
        start_reading(draft)
    return redirect("import_draft", draft.pk)


@require_POST
def drop_draft(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    if draft.state != ImportDraft.State.APPLIED:
        draft.state = ImportDraft.State.DROPPED
        draft.save(update_fields=["state", "changed_at"])
        messages.success(request, _("已放弃这次导入，没有写入任何内容。"))
    return redirect("import_start")


@require_safe
def show_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 3: what storing the list would create and change."""
    draft = own_draft(request, pk)
    reading = Reading(draft)
    if draft.state != ImportDraft.State.READ or reading.plan is None:
        messages.error(request, reading.problem or _("请先填写年度，再核对。"))
        return redirect("import_draft", draft.pk)
    groups = pages.plan_groups(reading.plan.rows)
    if asks_for_xlsx(request):
        title = _("导入核对 %(file)s") % {"file": draft.file_name}
        return download(request, title, *plan_tables(title, groups))
    page = {
        "draft": draft,
        "reading": reading,
        "plan": reading.plan,
        "groups": groups,
        "head_changes": pages.head_changes(reading.plan),
        "issue_groups": pages.issue_groups(reading.plan.issues),
        "others": others_at_work(draft, reading.target),
        "steps": pages.STEPS,
        "step": 3,
        "crumbs": crumbs(
            (_("导入"), reverse("import_start")), (draft.file_name, reverse("import_draft", args=[draft.pk]))
        ),
    }
    return render(request, "tasklists/import_plan.html", page)


@require_POST
def apply_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: store the list as the plan said, all or nothing."""
    draft = own_draft(request, pk)
    reading = Reading(draft)
    try:
        record = reading.apply(request.user, request.POST.get("mark", ""))
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("import_plan" if draft.state == ImportDraft.State.READ else "import_draft", draft.pk)
    if record is None:
        messages.success(request, _("文件与现有清单没有差异，没有需要写入的内容。"))
        return redirect("list", reading.target.pk) if reading.target else redirect("import_start")
    messages.success(request, _("已入库。"))
    return redirect("import_result", record.pk)


@require_safe
def show_result(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of an import; whoever edits the list may see it."""
    records = DocumentImport.objects.visible_to(request.user).select_related("task_list", "user", "undone_by")
    record = get_object_or_404(records, pk=pk)
    follow(request, record.district_id, record.task_list.year)
    issues = record.issues.select_related("task")
    if asks_for_xlsx(request):
        title = _("%(file)s导入时发现的问题") % {"file": record.file_name}
        return download(request, title, issues_table(title, issues))
    page = {
        "record": record,
        "why_not": why_not(record),
        "issues": issues,
        "steps": pages.STEPS,
        "step": 4,
        "crumbs": crumbs((record.task_list.title, reverse("list", args=[record.task_list_id]))),
    }
    return render(request, "tasklists/import_result.html", page)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    records = DocumentImport.objects.visible_to(request.user).select_related("task_list", "district")
    record = get_object_or_404(records, pk=pk)
    try:
        gone = undo_import(record, request.user)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("import_result", record.pk)
    done = _("已撤销这次导入，清单恢复到导入之前；导入时新建、别处没有用到的部门和街镇也一并撤销。")
    messages.success(request, done)
    return redirect("lists") if gone else redirect("list", record.task_list_id)


@require_safe
def download_source(request: HttpRequest, pk: int) -> FileResponse:
    """The imported file itself, always as a download."""
    record = get_object_or_404(DocumentImport.objects.visible_to(request.user).exclude(file=""), pk=pk)
    try:
        content = record.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("文件已不在服务器上，请联系系统管理员。")) from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=record.file_name,
        content_type="application/octet-stream",
    )


@require_safe
def download_issues(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with issues, the reason beside each."""
    reading = Reading(own_draft(request, pk))
    issues = reading.plan.issues if reading.plan else reading.document.issues if reading.document else ()
    tasks = reading.document.tasks if reading.document else ()
    return as_download(_("需要核对的内容"), issues_file(tasks, issues))


@require_safe
def download_template(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in, with explanations, drop-down values and one example."""
    districts = District.objects.editable_by(request.user)
    if not districts:
        raise PermissionDenied(_("导入模板供区乡村振兴办使用。"))
    here = scope_of(request)
    district = districts.filter(pk=here.district_id).first() or districts[0]
    return as_download(_("任务清单导入模板"), template_file(district, here.year or timezone.localdate().year))
