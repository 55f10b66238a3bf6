"""删除草稿: a draft that nobody needs goes, with a page before that says what goes with it."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from conftest import Cast, make_indicator, make_list, make_task
from progress.models import AuditEntry
from tasklists.models import Category, DocumentImport, Task, TaskList
from tasklists.tests.editor.asking import said


@pytest.fixture
def draft(cast: Cast) -> TaskList:
    draft = make_list(cast.district, year=2027, title="明年的清单", state="draft")
    heading = Category.objects.create(district=cast.district, task_list=draft, label="一", title="基础设施")
    task = make_task(draft, "1", cast.department, category=heading)
    make_indicator(task, 10, {cast.town1: 10})
    make_task(draft, "1.1", parent=task, numbering_scope="1", category=heading)
    return draft


def address(task_list: TaskList) -> str:
    return reverse("list_delete", args=[task_list.pk])


def test_the_page_says_what_goes_and_deletes_only_when_asked(cast: Cast, draft, sign_in) -> None:
    office = sign_in(cast.office)
    page = office.get(address(draft))
    assert "2 项任务" in said(page)
    assert "1 个类别" in said(page)
    assert TaskList.objects.filter(pk=draft.pk).exists()
    answer = office.post(address(draft), follow=True)
    assert "草稿“明年的清单”已删除" in said(answer)
    assert not TaskList.objects.filter(pk=draft.pk).exists()
    assert not Task.objects.filter(task_list=draft).exists()


def test_files_that_were_imported_go_along(
    cast: Cast, draft, sign_in, django_capture_on_commit_callbacks
) -> None:
    record = DocumentImport(
        district=cast.district, task_list=draft, file_name="清单.docx", sha256="0" * 64, size=7
    )
    record.file.save("清单.docx", ContentFile(b"made up"))
    storage, name = record.file.storage, record.file.name
    assert "导入“清单.docx”的记录和文件" in said(sign_in(cast.office).get(address(draft)))
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.office).post(address(draft))
    assert not storage.exists(name)


def test_an_issued_list_is_never_deleted(cast: Cast, task_list: TaskList, sign_in) -> None:
    answer = sign_in(cast.office).post(address(task_list))
    assert answer.status_code == 422
    assert "印发的清单不能删除" in said(answer)
    assert TaskList.objects.filter(pk=task_list.pk).exists()


def test_a_draft_of_which_something_is_on_record_stays_whole(cast: Cast, draft, sign_in) -> None:
    AuditEntry.objects.create(
        district=cast.district,
        who=cast.office,
        day="2026-11-01",
        verb="start",
        object_kind="tasklists.task",
        object_id=1,
        task=draft.tasks.first(),
    )
    answer = sign_in(cast.office).post(address(draft))
    assert answer.status_code == 422
    assert "已有办理记录" in said(answer)
    assert draft.tasks.count() == 2


def test_only_the_office_sees_and_deletes_it(cast: Cast, draft, sign_in) -> None:
    assert sign_in(cast.lead).post(address(draft)).status_code == 404
    assert sign_in(cast.office2).post(address(draft)).status_code == 404
