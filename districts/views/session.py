"""What the page asks about its session: how long it lasts, and to keep it."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from districts.sessions import SEEN, seconds_left


@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """GET (in the background) tells the seconds that are left; POST keeps the session."""
    if request.method == "POST":
        request.session[SEEN] = int(timezone.now().timestamp())
    return JsonResponse({"seconds_left": seconds_left(request)})
