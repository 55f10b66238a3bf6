"""通报: the office drafts, edits and publishes; everybody in the district reads what is out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.models import District
from districts.permissions import Action, allowed, require
from progress.refusals import Refused
from reporting import exports
from reporting.bulletins.already_out import already_drafted, already_out
from reporting.bulletins.docx import MEDIA_TYPE, to_docx
from reporting.bulletins.drafting import (
    Stale,
    choose_parts,
    draft_bulletin,
    draft_paper,
    drop,
    renew,
    restore_block,
    save_head,
    snapshot_months,
    write_block,
)
from reporting.bulletins.forms import BlockForm, HeadForm, MonthForm, PartsForm, PublishForm
from reporting.bulletins.handed_out import bulletins_tables
from reporting.bulletins.page import draft_page, list_page, out_beside, with_forms
from reporting.bulletins.publishing import mark_of, next_number, publish
from reporting.models import Bulletin, BulletinBlock
from tasklists.scope import follow


@require_safe
def bulletins(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    """Drafts for the office, published ones for everybody."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    follow(request, district.pk, year)
    may_draft = allowed(request.user, Action.EDIT, district)
    page = list_page(district, year, may_draft=may_draft, again=request.GET.get("again", ""))
    if exports.asks_for_xlsx(request):
        title = _("%(district)s%(year)s年通报") % {"district": district, "year": year}
        return exports.download(request, title, *bulletins_tables(title, page["drafts"], page["published"]))
    return render(request, "reporting/bulletins/list.html", page)


@require_POST
def draft(request: HttpRequest, district_id: int, year: int) -> HttpResponse:
    """A month that has its bulletin is drafted again only by who says so (`again`)."""
    district = get_object_or_404(District.objects.visible_to(request.user), pk=district_id)
    require(request.user, Action.EDIT, district)
    form = MonthForm(request.POST, months=snapshot_months(district.pk, year))
    if not form.is_valid():
        messages.error(request, _("还没有月末快照，不能起草通报。"))
        return redirect("bulletins", district.pk, year)
    month = form.cleaned_data["month"]
    if "again" not in request.POST and already_out(month.snapshots):
        listed = reverse("bulletins", args=[district.pk, year])
        return redirect(f"{listed}?{urlencode({'again': month.key})}#again")
    if "again" not in request.POST and (begun := already_drafted(month.snapshots)):
        words = {"month": month.label}
        messages.warning(
            request, _("%(month)s的通报已有草稿，就是这一份；不用它请先删除，再重新起草。") % words
        )
        return redirect("bulletin", begun.pk)
    made = draft_bulletin(
        district,
        year,
        month,
        request.user,  # type: ignore[arg-type]
        today=timezone.localdate(),
    )
    messages.success(request, _("已按%(month)s快照起草，请逐段核对。") % {"month": made.month})
    return redirect("bulletin", made.pk)


@require_safe
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft with its blocks, or the paper as it was published."""
    shown = _found(request, pk)
    return _published(request, shown) if shown.is_published else _draft(request, shown)


def _found(request: HttpRequest, pk: int) -> Bulletin:
    rows = Bulletin.objects.visible_to(request.user).select_related(
        "district", "published__published_by", "edited_by", "drafted_by", "corrects__published"
    )
    return get_object_or_404(rows, pk=pk)


def _editable(request: HttpRequest, pk: int) -> Bulletin:
    found = _found(request, pk)
    require(request.user, Action.EDIT, found)
    return found


def _draft(request: HttpRequest, shown: Bulletin, **instead: Any) -> HttpResponse:
    """`instead` are forms that come back with what was typed."""
    follow(request, shown.district_id, shown.year)
    page = draft_page(shown, may_publish=allowed(request.user, Action.PUBLISH, shown)) | instead
    return render(request, "reporting/bulletins/draft.html", with_forms(page))


def _published(request: HttpRequest, shown: Bulletin) -> HttpResponse:
    follow(request, shown.district_id, shown.year)
    page = {
        "bulletin": shown,
        "published": shown.published,
        "paper": shown.published.paper,
        "snapshots": shown.snapshots,
        "corrections": Bulletin.objects.visible_to(request.user)
        .out()
        .filter(corrects=shown)
        .select_related("published"),
        "may_correct": allowed(request.user, Action.EDIT, shown),
        "crumbs": [(_("通报"), reverse("bulletins", args=[shown.district_id, shown.year]))],
    }
    return render(request, "reporting/bulletins/published.html", page)


@require_POST
def save_part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One block: what was typed, or (`restore`) back to what is generated."""
    shown = _editable(request, pk)
    block = get_object_or_404(shown.blocks.all(), part=part)
    form = BlockForm(request.POST, block=block)
    if not form.is_valid():
        return _draft(request, shown, sent_back={part: form})
    said, user = form.cleaned_data, request.user
    try:
        if "restore" in request.POST:
            restore_block(shown, part, user, version=said["version"])  # type: ignore[arg-type]
            messages.success(request, _("“%(part)s”已恢复为生成的文字。") % {"part": block})
        else:
            table = said.get("with_table", block.with_table)
            write_block(shown, part, said["text"], user, version=said["version"], with_table=table)  # type: ignore[arg-type]
            messages.success(request, _("“%(part)s”已保存。") % {"part": block})
    except Stale as stale:
        return _draft(request, shown, sent_back={part: _again(request, form, stale)}, stale=stale.current)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("bulletin", args=[pk]) + f"#part-{part}")


def _again(request: HttpRequest, form: BlockForm, stale: Stale) -> BlockForm:
    """The words that were typed, over the version that is there now: sent again, they are kept."""
    current = stale.current
    assert isinstance(current, BulletinBlock)
    posted = request.POST.copy()
    posted[form.add_prefix("version")] = str(current.version)
    return BlockForm(posted, block=current)


@require_POST
def save_top(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, number series, body and recipients."""
    shown = _editable(request, pk)
    form = HeadForm(request.POST, instance=shown)
    if not form.is_valid():
        return _draft(request, _found(request, pk), head_form=form)
    try:
        save_head(shown, form.cleaned_data, request.user, version=form.cleaned_data["version"])  # type: ignore[arg-type]
        messages.success(request, _("已保存。"))
    except Stale as stale:
        posted = request.POST.copy()
        posted["version"] = str(stale.current.version)
        return _draft(
            request, _found(request, pk), head_form=HeadForm(posted, instance=shown), stale=stale.current
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("bulletin", pk)


@require_POST
def save_parts(request: HttpRequest, pk: int) -> HttpResponse:
    """Which parts, in which order, with which annex."""
    shown = _editable(request, pk)
    form = PartsForm(request.POST, bulletin=shown, blocks=list(shown.blocks.all()))
    if not form.is_valid():
        return _draft(request, shown, parts_form=form)
    said = form.cleaned_data
    try:
        choose_parts(shown, form.places, said["annex_rows"], request.user, version=said["version"])  # type: ignore[arg-type]
        messages.success(request, _("已按所选部分排好。"))
    except Stale:
        messages.error(request, _("通报刚被别人改过，请核对后再选一次。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("bulletin", pk)


@require_POST
def regenerate(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _editable(request, pk)
    form = MonthForm(request.POST, months=snapshot_months(shown.district_id, shown.year))
    if form.is_valid():
        try:
            renew(shown, form.cleaned_data["month"], request.user)  # type: ignore[arg-type]
            messages.success(request, _("已按快照重新生成；您改过的段落保持不变。"))
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("bulletin", pk)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft close to its form on paper."""
    shown = _editable(request, pk)
    if shown.is_published:
        return redirect("bulletin", pk)
    follow(request, shown.district_id, shown.year)
    page = {
        "bulletin": shown,
        "paper": draft_paper(shown, timezone.localdate()),
        "crumbs": [
            (_("通报"), reverse("bulletins", args=[shown.district_id, shown.year])),
            (_("起草"), reverse("bulletin", args=[pk])),
        ],
    }
    return render(request, "reporting/bulletins/preview.html", page)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The very file that was published; of a draft, one made now."""
    shown = _found(request, pk)
    if shown.is_published:
        published = shown.published
        try:
            content = published.file.open("rb")
        except FileNotFoundError:
            raise Http404(_("文件已不在服务器上，请联系系统管理员。")) from None
        name = f"{published.number_text}　{published.paper.title}.docx"
        return _as_file(FileResponse(content, as_attachment=True, filename=name, content_type=MEDIA_TYPE))
    require(request.user, Action.EDIT, shown)
    today = timezone.localdate()
    made = HttpResponse(to_docx(draft_paper(shown, today), today), content_type=MEDIA_TYPE)
    return _as_file(made, f"{_('草稿')}　{shown.title}.docx")


def _as_file(response: Any, name: str = "") -> Any:
    if name:
        response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def publish_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and day are confirmed on a page of their own; after that nothing changes any more."""
    shown = _found(request, pk)
    require(request.user, Action.PUBLISH, shown)
    if shown.is_published:
        return redirect("bulletin", pk)
    today = timezone.localdate()
    suggested = next_number(shown, today.year)
    form = PublishForm(request.POST or None, initial={"number": suggested, "dated": today})
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            published = publish(shown, request.user, form.numbering(), today=today, seen=seen)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, str(refusal))
            shown = _found(request, pk)
        else:
            messages.success(request, _("已印发%(number)s。") % {"number": published.number_text})
            return redirect("bulletin", pk)
    follow(request, shown.district_id, shown.year)
    page = {
        "bulletin": shown,
        "form": form,
        "seen": mark_of(shown),
        "paper": draft_paper(shown, today),
        "out": out_beside(shown),
        "outdated": [row for row in shown.blocks.all() if row.is_chosen and row.is_outdated],
        "crumbs": [
            (_("通报"), reverse("bulletins", args=[shown.district_id, shown.year])),
            (_("起草"), reverse("bulletin", args=[pk])),
        ],
    }
    return render(request, "reporting/bulletins/publish.html", page)


@require_POST
def drop_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _editable(request, pk)
    try:
        drop(shown, request.user, today=timezone.localdate())  # type: ignore[arg-type]
        messages.success(request, _("草稿已删除。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("bulletin", pk)
    return redirect("bulletins", shown.district_id, shown.year)


@require_POST
def correct_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """A mistake in what is out is put right by a new bulletin."""
    shown = _editable(request, pk)
    if not shown.is_published:
        raise Http404
    rests_on = shown.snapshots[0]
    months = snapshot_months(shown.district_id, shown.year)
    made = draft_bulletin(
        shown.district,
        shown.year,
        next(month for month in months if rests_on in month.snapshots),
        request.user,  # type: ignore[arg-type]
        today=timezone.localdate(),
        corrects=shown,
    )
    messages.success(request, _("已起草更正通报，请在“更正说明”中写明更正的内容。"))
    return redirect("bulletin", made.pk)
