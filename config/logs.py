"""Logs as one JSON object a line, and one such line for each request."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger("tasklists.request")

# what a request's line says beside the usual (see RequestLog)
FACTS = ("request", "method", "path", "status", "milliseconds", "user")


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {
            name: getattr(record, name)
            for name in FACTS
            if isinstance(getattr(record, name, None), str | int)
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class RequestLog:
    """Middleware: who asked for what, what the answer was, how long it took. The query string stays
    out of the log (searches hold names of people and places); every answer carries its number in
    X-Request-ID, so that a person can name the request that failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = uuid.uuid4().hex
        start = time.perf_counter()
        response = self.get_response(request)
        user = getattr(request, "_cached_user", None)  # as far as it was looked up: the log asks no query
        facts = {
            "request": number,
            "method": request.method or "",
            "path": request.path,
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - start) * 1000),
            "user": getattr(user, "pk", None),
        }
        logger.info("%(method)s %(path)s %(status)s %(milliseconds)s ms", facts, extra=facts)
        response["X-Request-ID"] = number
        return response
