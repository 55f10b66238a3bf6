"""The page behind an invitation's link: the person takes up the role, once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from districts.client_ip import client_ip
from districts.forms.people import NewAccountForm
from districts.models import Invitation, InvitationClosed, SignIn, User
from districts.models.access import hash_token

GONE = 410
BACKEND = "districts.backends.PersonBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who is signed in takes the role up with their account; who is not makes one, or signs in first."""
    rows = Invitation.objects.select_related("district", "department", "town")
    invited = get_object_or_404(rows, token_hash=hash_token(token))
    if reason := invited.closed_because(timezone.now()):
        return render(request, "districts/invitation_closed.html", {"reason": reason}, status=GONE)
    if request.user.is_authenticated:
        if request.method == "POST":
            return _accept(request, invited, request.user)
        return render(request, "districts/invitation_accept.html", {"invitation": invited})
    form = NewAccountForm(request.POST or None, initial={"full_name": invited.full_name})
    if request.method == "POST" and form.is_valid():
        return _accept(request, invited, form.unsaved_user())
    return render(request, "districts/invitation.html", {"invitation": invited, "form": form})


def _accept(request: HttpRequest, invited: Invitation, user: User) -> HttpResponse:
    try:
        membership = invited.accept(user, timezone.now())
    except InvitationClosed as closed:
        return render(request, "districts/invitation_closed.html", {"reason": closed}, status=GONE)
    if not request.user.is_authenticated:
        login(request, user, backend=BACKEND)
        SignIn.objects.create(
            user=user, at=timezone.now(), ip=client_ip(request), outcome=SignIn.Outcome.SUCCESS
        )
    words = {"district": membership.district, "role": membership}
    messages.success(request, _("欢迎。您现在是%(district)s%(role)s。") % words)
    return redirect("home")
