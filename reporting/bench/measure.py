"""Rounds of a page or an act: how long, how many queries, and the bare page beside it."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.bench.pages import Page

WARM_UP = 2


class Failed(Exception):
    """A page answered something else than it should; the message says which and what."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of a round: the middle one, and the one that 19 of 20 do not exceed."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Measured:
    """`rows`: how many tasks (or shares) the page is about; `size` in bytes. `bare` None where there is
    nothing to compare with."""

    label: str
    who: str
    rows: int
    size: int
    queries: int
    times: Times
    bare: Times | None = None

    @property
    def ratio(self) -> float | None:
        return self.times.median / self.bare.median if self.bare else None


def times_of(seconds: list[float]) -> Times:
    ordered = sorted(seconds)
    return Times(statistics.median(ordered), ordered[math.ceil(len(ordered) * 0.95) - 1])


def measure_page(client: Client, page: Page, rounds: int) -> Measured:
    """Page and bare page in turn, so that both meet the same neighbours on the machine."""

    def look() -> HttpResponse:
        return _get(client, page.label, page.address)

    size = len(look().content)
    bare = f"/bare/{page.tasks}/{page.shares}/{size}/"
    for _ in range(WARM_UP):
        look()
        _get(client, bare, bare)
    with CaptureQueriesContext(connection) as captured:
        look()
        queries = len(captured)
    seconds, plain = [], []
    for _ in range(rounds):
        seconds.append(_seconds(look))
        plain.append(_seconds(lambda: _get(client, bare, bare)))
    rows = page.tasks + page.shares
    return Measured(page.label, page.role, rows, size, queries, times_of(seconds), times_of(plain))


def measure_act(label: str, who: str, rows: int, act: Callable[[], int], rounds: int) -> Measured:
    """`act` does it once and says how many bytes were answered."""
    with CaptureQueriesContext(connection) as captured:
        size = act()
        queries = len(captured)
    return Measured(label, who, rows, size, queries, times_of([_seconds(act) for _ in range(max(rounds, 1))]))


def _get(client: Client, label: str, address: str) -> HttpResponse:
    response = client.get(address)
    if response.status_code != 200:
        raise Failed(f"{label} {address}: {response.status_code}")
    return response


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
