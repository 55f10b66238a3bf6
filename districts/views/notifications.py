"""What the person was told."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.models import Notification
from districts.navigation import way_back
from districts.tables import notices_table
from districts.workbooks import asks_for_xlsx, download


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    own = Notification.objects.visible_to(request.user).select_related("district")
    only_unread = request.GET.get("unread") == "1"
    shown = own.unread() if only_unread else own
    if asks_for_xlsx(request):
        return download(request, _("通知"), notices_table(shown))
    page = Paginator(shown, 30).get_page(request.GET.get("page"))
    return render(
        request,
        "districts/notifications.html",
        {"page": page, "only_unread": only_unread, "unread": own.unread().count()},
    )


@require_POST
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the notice read and go to the page that it is about."""
    notice = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    notice.mark_read(timezone.now())
    return redirect(notice.url or way_back(request, "notifications"))


@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    own = Notification.objects.visible_to(request.user)
    count = own.mark_read(timezone.now())
    messages.success(request, _("已将 %(count)s 条通知标为已读。") % {"count": count})
    return redirect(way_back(request, "notifications"))
