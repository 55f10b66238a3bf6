"""What a browser sends besides what was typed: the way back, and numbers of rows."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LARGEST = 2**63 - 1  # the largest number of a row that either database holds


def way_back(request: HttpRequest, default: str) -> str:
    """The address named by `next` (posted, or in the query), with its filters and its row, when it
    is one of ours; else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own and wanted.startswith("/") else default


def row_number(sent: str | None) -> int | None:
    """The number of a row as a browser sent it; None where it is none that a row can have: other digits
    ('²'), or more than a database holds."""
    digits = (sent or "").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(LARGEST)):
        return None
    return int(digits) if int(digits) <= LARGEST else None
