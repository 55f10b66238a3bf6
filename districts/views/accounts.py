"""Signing in and out, the password, the record of one's sign-ins."""

from __future__ import annotations

import datetime
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.client_ip import client_ip
from districts.forms.accounts import SignInForm
from districts.locks import unlock
from districts.models import SignIn, User
from districts.tables import sign_ins_table
from districts.workbooks import asks_for_xlsx, download

# So many refused attempts from one address, whatever the user names, within the time below.
ADDRESS_LIMIT = 60
TOO_MANY = 429


@method_decorator(login_not_required, name="dispatch")
class SignInView(auth_views.LoginView):
    """A user name is locked for an address after repeated failures (axes); an address that tries many
    user names is slowed down as well."""

    form_class = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        username = request.POST.get("username", "")
        if _address_exhausted(request):
            return locked_out(request)  # and no further rows: a flood must not fill the record
        if not AxesProxyHandler.is_allowed(request, {"username": username}):
            _record(request, username, SignIn.Outcome.LOCKED)
            return locked_out(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)
        _record(self.request, form.get_user().username, SignIn.Outcome.SUCCESS)
        return response

    def form_invalid(self, form: Form) -> HttpResponse:
        _record(self.request, form.data.get("username", ""), SignIn.Outcome.FAILED)
        return super().form_invalid(form)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """What to do now; also the answer to the failure that reaches the limit (AXES_LOCKOUT_CALLABLE)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"minutes": minutes, "next": request.POST.get("next", "")}
    return render(request, "registration/locked.html", context, status=TOO_MANY)


def _address_exhausted(request: HttpRequest) -> bool:
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    return SignIn.objects.failed_from(client_ip(request), since).count() >= ADDRESS_LIMIT


def _record(request: HttpRequest, username: str, outcome: SignIn.Outcome) -> None:
    user = User.objects.filter(username=username).first() if "\x00" not in username else None
    SignIn.objects.create(user=user, at=timezone.now(), ip=client_ip(request), outcome=outcome)


class PasswordChangeView(auth_views.PasswordChangeView):
    success_url = reverse_lazy("home")

    def form_valid(self, form: Form) -> HttpResponseBase:
        response = super().form_valid(form)
        messages.success(self.request, _("密码已修改。其他设备上的登录已失效。"))
        return response


@method_decorator(login_not_required, name="dispatch")
class PasswordLinkView(auth_views.PasswordResetConfirmView):
    """Behind the link that the office hands to somebody who forgot their password."""

    template_name = "registration/password_link.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: Form) -> HttpResponseBase:
        response = super().form_valid(form)
        unlock(self.user)
        messages.success(self.request, _("新密码已设好，请用新密码登录。"))
        return response


@require_safe
def own_sign_ins(request: HttpRequest) -> HttpResponse:
    """The person's own record, so that they notice what was not them."""
    since = timezone.now() - datetime.timedelta(days=180)
    rows = SignIn.objects.filter(user=request.user, at__gte=since)
    if asks_for_xlsx(request):
        title = _("我的登录记录")
        return download(request, title, sign_ins_table(title, rows, with_people=False))
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "registration/sign_ins.html", {"page": page})
