"""Sessions end when nothing was done for a while; the person is then led to sign in and back to where
they were."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

SEEN = "seen_at"  # seconds; when the person was last known to be there
STEP = 30  # so often, in seconds, it is written down: not a row changed for each request
BACKGROUND = "X-Background"  # header of requests that a page makes without the person
WALL = "wall"  # path → second: the pages that hang on a wall in this session, see `hang_on_the_wall`
SAVED = "saved"  # cookie: the form that was just sent has arrived (static/js/drafts.js)


class IdleLimit:
    """Middleware after the authentication: signs out who was idle for longer than SESSION_IDLE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if seconds_left(request) < 0:
                if not is_on_the_wall(request):
                    _end(request)
            elif not request.headers.get(BACKGROUND):
                touch(request)
        signed_in = request.user.is_authenticated  # signing in is not the arrival of a form
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in (302, 303) and signed_in:
            response.set_cookie(
                SAVED, "1", max_age=120, samesite="Strict", secure=settings.SESSION_COOKIE_SECURE
            )
        return response


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends if nothing is done; the whole time where it has just begun."""
    whole = int(settings.SESSION_IDLE.total_seconds())
    seen = request.session.get(SEEN)
    return whole if seen is None else whole + STEP - (_now() - seen)


def touch(request: HttpRequest) -> None:
    seen = request.session.get(SEEN)
    if seen is None or _now() - seen >= STEP:
        request.session[SEEN] = _now()


def hang_on_the_wall(request: HttpRequest) -> None:
    """Let the page of this request go on reading its own figures for a working day, though nobody
    touches it: a big screen must neither go dark after half an hour nor keep a session open for ever.
    The refreshes (GET of this very path in the background) do not count as activity; the session grows
    idle as always, and whoever then wants any other page, say by stepping up to the screen and pressing
    Esc, has to sign in."""
    until = _now() + int(settings.SESSION_COOKIE_AGE)
    request.session[WALL] = request.session.get(WALL, {}) | {request.path: until}


def is_on_the_wall(request: HttpRequest) -> bool:
    """Whether this is the page on the wall refreshing itself, within its time."""
    until = on_the_wall_until(request)
    in_background = request.method == "GET" and bool(request.headers.get(BACKGROUND))
    return in_background and until is not None and _now() < until


def on_the_wall_until(request: HttpRequest) -> int | None:
    """The second until which this page goes on; None where nobody has hung it up."""
    found: int | None = request.session.get(WALL, {}).get(request.path)
    return found


def _end(request: HttpRequest) -> None:
    """Sign out. What another open page asks in the background does not take the wall's page down."""
    if request.headers.get(BACKGROUND) and WALL in request.session:
        request.user = AnonymousUser()
    else:
        logout(request)


def _now() -> int:
    return int(timezone.now().timestamp())


class SignInRequired(LoginRequiredMiddleware):
    """Who is not signed in goes to sign in and comes back to the page they were on: a form that was
    sent is not a page to come back to, nor is a part of a page that htmx asked for."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., object]) -> HttpResponse:
        back = page_of(request)
        if request.headers.get("HX-Request"):
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = redirect_to_login(back, settings.LOGIN_URL).url
            return answer
        if request.headers.get(BACKGROUND) or "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": _("登录已失效，请重新登录。")}, status=401)
        return redirect_to_login(back, settings.LOGIN_URL)


def page_of(request: HttpRequest) -> str:
    """The path of the page on which the request was made."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    named = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    own = url_has_allowed_host_and_scheme(named, {request.get_host()}, require_https=request.is_secure())
    if not own:
        return "/"
    parts = urlsplit(named)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
