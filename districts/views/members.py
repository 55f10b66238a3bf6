"""The members of a district, kept by its office."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.forms.people import InvitationForm, KnownPersonForm, RoleForm
from districts.links import password_link_path
from districts.locks import locked_usernames, unlock
from districts.models import Invitation, InvitationClosed, Membership, NotificationKind, SignIn, User
from districts.notify import notify
from districts.permissions import Action, require
from districts.tables import members_tables, sign_ins_table
from districts.views.settings import kept_district
from districts.workbooks import asks_for_xlsx, download

LINK = "link_to_show"  # session key: a link is shown once, on the page after it was made


@require_safe
def members(request: HttpRequest, district_id: int) -> HttpResponse:
    district = kept_district(request, district_id, Action.MANAGE_MEMBERS)
    held = Membership.objects.visible_to(request.user).filter(district=district)
    held = held.select_related("user", "department", "town").order_by("-is_active", "role", "pk")
    locked = locked_usernames([m.user.username for m in held], timezone.now())
    invitations = Invitation.objects.filter(district=district).select_related(
        "department", "town", "invited_by"
    )
    waiting = [row for row in invitations if not row.closed_because(timezone.now())]
    if asks_for_xlsx(request):
        tables = members_tables(district, held, locked, waiting)
        return download(request, tables[0].title, *tables)
    return render(
        request,
        "districts/members.html",
        {
            "district": district,
            "members": held,
            "locked": locked,
            "invitations": waiting,
            "link": request.session.pop(LINK, None),
        },
    )


@require_http_methods(["GET", "POST"])
def member_add(request: HttpRequest, district_id: int) -> HttpResponse:
    """One more role for somebody the district knows."""
    district = kept_district(request, district_id, Action.MANAGE_MEMBERS)
    form = KnownPersonForm(request.POST or None, district=district, initial={"user": request.GET.get("user")})
    if request.method == "POST" and form.is_valid():
        membership = form.save()
        _tell(membership, _("您已担任%(district)s%(role)s。"))
        messages.success(
            request, _("已添加：%(user)s，%(role)s。") % {"user": membership.user, "role": membership}
        )
        return redirect("members", district.pk)
    return render(request, "districts/member_add.html", {"district": district, "form": form})


@require_http_methods(["GET", "POST"])
def member_invite(request: HttpRequest, district_id: int) -> HttpResponse:
    district = kept_district(request, district_id, Action.MANAGE_MEMBERS)
    form = InvitationForm(request.POST or None, district=district)
    if request.method == "POST" and form.is_valid():
        invitation = form.save(commit=False)
        token = invitation.issue(request.user, timezone.now())
        _show_once(
            request,
            _("%(who)s的邀请链接") % {"who": invitation.full_name},
            reverse("invitation", args=[token]),
        )
        return redirect("members", district.pk)
    return render(request, "districts/member_invite.html", {"district": district, "form": form})


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _kept(request, pk)
    form = RoleForm(request.POST or None, instance=membership, district=membership.district)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        membership.change_role(given["role"], given["department"], given["town"])
        _tell(membership, _("您在%(district)s的任职已调整为%(role)s。"))
        messages.success(request, _("已保存。"))
        return redirect("members", membership.district_id)
    person = membership.user
    sign_ins = SignIn.objects.visible_to(request.user).filter(user=person)[:10]
    return render(
        request,
        "districts/member.html",
        {
            "membership": membership,
            "form": form,
            "sign_ins": sign_ins,
            "locked": bool(locked_usernames([person.username], timezone.now())),
            "resettable": User.objects.resettable_by(request.user).filter(pk=person.pk).exists(),
        },
    )


@require_POST
def member_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _kept(request, pk)
    try:
        membership.deactivate()
        messages.success(request, _("%(user)s已离任，原有记录保留。") % {"user": membership.user})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("members", membership.district_id)


@require_POST
def member_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _kept(request, pk)
    membership.reactivate()
    messages.success(request, _("%(user)s已恢复在任。") % {"user": membership.user})
    return redirect("members", membership.district_id)


@require_POST
def member_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _kept(request, pk)
    unlock(membership.user)
    messages.success(request, _("已解除%(user)s的登录锁定。") % {"user": membership.user})
    return redirect("member", membership.pk)


@require_POST
def member_password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link by which the person sets a new password; for people of this district alone."""
    membership = _kept(request, pk)
    person = get_object_or_404(User.objects.resettable_by(request.user), pk=membership.user_id)
    _show_once(request, _("%(who)s的重设密码链接") % {"who": person}, password_link_path(person))
    return redirect("members", membership.district_id)


@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    require(request.user, Action.MANAGE_MEMBERS, invitation)
    try:
        invitation.withdraw(timezone.now())
        messages.success(request, _("邀请已撤回，原链接失效。"))
    except InvitationClosed as closed:
        messages.error(request, str(closed))
    return redirect("members", invitation.district_id)


@require_safe
def sign_ins(request: HttpRequest, district_id: int) -> HttpResponse:
    district = kept_district(request, district_id, Action.MANAGE_MEMBERS)
    own = SignIn.objects.visible_to(request.user).filter(user__memberships__district=district).distinct()
    own = own.select_related("user")
    if asks_for_xlsx(request):
        title = _("%(district)s登录记录") % {"district": district}
        return download(request, title, sign_ins_table(title, own, with_people=True))
    page = Paginator(own, 50).get_page(request.GET.get("page"))
    return render(request, "districts/sign_ins.html", {"district": district, "page": page})


def _kept(request: HttpRequest, pk: int) -> Membership:
    rows = Membership.objects.visible_to(request.user).select_related(
        "user", "district", "department", "town"
    )
    membership = get_object_or_404(rows, pk=pk)
    require(request.user, Action.MANAGE_MEMBERS, membership)
    return membership


def _tell(membership: Membership, text: str) -> None:
    words = {"district": membership.district, "role": membership}
    notify(
        [membership.user],
        district=membership.district,
        text=text % words,
        url=reverse("home"),
        kind=NotificationKind.MEMBERSHIP,
    )


def _show_once(request: HttpRequest, title: str, path: str) -> None:
    request.session[LINK] = {"title": title, "url": request.build_absolute_uri(path)}
