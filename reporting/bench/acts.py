"""What is done rather than looked at: a report saved, a list imported, a list exported. Everything is
taken back afterwards."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from progress.models import ProgressReport
from reporting.bench.measure import Failed
from reporting.bench.pages import Ground
from reporting.bulk import words
from tasklists.models import ImportDraft

IMPORTED = 5000
HEADINGS = ("序号", "任务名称", "任务要求", "牵头单位", "完成时限")


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Fields(HTMLParser):
    """The fields of the forms of a page, as a browser would send them back."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name = given.get("name") or ""
        if tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "input" and name and given.get("type") not in ("file", "submit", "checkbox", "radio"):
            self.values[name] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def fields_of(response: HttpResponse) -> dict[str, str]:
    found = Fields()
    found.feed(response.content.decode())
    return found.values


def save_report(client: Client, ground: Ground) -> Callable[[], int]:
    """The whole form of one report, with other words each time; sent, saved, and the page that follows.
    Raises LookupError where no report of the department can be written in now."""
    department = ground.people["staff"].department_id
    writable = ProgressReport.objects.filter(
        task__task_list=ground.task_list, state__in=("draft", "returned"), period__isnull=False
    )
    report = writable.filter(department=department).order_by("-period__closes_on", "pk").first()
    if report is None:
        raise LookupError(ground.district.name)
    page = reverse("progress_write", args=[report.period_id, report.task_id, department])
    fields = fields_of(client.get(page))

    def save() -> int:
        with taken_back():
            sent = fields | {name: f"{value}。" for name, value in fields.items() if name.endswith("_text")}
            answer = client.post(page, sent | {"action": "save"}, follow=True)
            _expect(answer, 200, "save")
            return len(answer.content)

    return save


def import_list(client: Client, ground: Ground) -> Callable[[], int]:
    """Upload of a table of 5,000 tasks, what was understood, the plan, and storing it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([f"{ground.year}年导入测试任务清单"])
    writer.writerow(HEADINGS)
    for n in range(IMPORTED):
        department = words.DEPARTMENTS[n % len(words.DEPARTMENTS)]
        writer.writerow([n + 1, f"{words.title_of(n)}{n}", words.object_of(n), department, "12月底"])
    content = text.getvalue().encode("utf-8-sig")

    def bring_in() -> int:
        with taken_back():
            file = SimpleUploadedFile("导入测试.csv", content, "text/csv")
            start = {"district": ground.district.pk, "file": file, "issued": "yes"}
            _expect(client.post(reverse("import_start"), start), 302, "upload")
            draft = ImportDraft.objects.order_by("-pk")[0]
            plan = client.get(reverse("import_plan", args=[draft.pk]))
            _expect(plan, 200, draft.problem or "plan")
            answer = client.post(reverse("import_apply", args=[draft.pk]), fields_of(plan), follow=True)
            _expect(answer, 200, "apply")
            return len(content)

    return bring_in


def export_list(client: Client, ground: Ground) -> Callable[[], int]:
    """The register of the list as a workbook."""
    address = reverse("list", args=[ground.task_list.pk]) + "?as=xlsx"

    def hand_out() -> int:
        answer = client.get(address)
        _expect(answer, 200, "export")
        return len(answer.content)

    return hand_out


def _expect(answer: HttpResponse, status: int, what: str) -> None:
    if answer.status_code != status:
        raise Failed(f"{what}: {answer.status_code}")
