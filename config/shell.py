"""What every page's frame needs: the districts one may switch between, the tabs, the notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    return {}
