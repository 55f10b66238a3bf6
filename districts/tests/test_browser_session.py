"""A lost session loses nothing typed; before it ends, the person is asked. In a real browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from conftest import PASSWORD, make_task
from districts.models import Department, NameVariant

NOTE = "还没有保存的草稿"


def sign_in_again(page: Any, name: str) -> None:
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")


@pytest.fixture
def edit_url(cast: Any) -> str:
    return reverse("department_edit", args=[cast.department.pk])


def test_text_typed_before_the_session_was_lost_is_there_after_signing_in_again(
    visitor: Any, cast: Any, edit_url: str
) -> None:
    visitor.sign_in(cast.office)
    page = visitor.open(edit_url)
    page.locator("[name=variants]").fill("区农业委\n农业口")
    Session.objects.all().delete()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    assert not NameVariant.objects.exists()
    sign_in_again(page, "office")
    assert page.url.endswith(edit_url)
    expect(page.get_by_text(NOTE)).to_be_visible()
    visitor.screenshot("draft-offered")
    visitor.axe()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=variants]")).to_have_value("区农业委\n农业口")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert NameVariant.objects.count() == 2
    page = visitor.open(edit_url)
    expect(page.get_by_text(NOTE)).to_be_hidden()


def test_draft_survives_a_closed_page_and_can_be_discarded(visitor: Any, cast: Any, edit_url: str) -> None:
    visitor.sign_in(cast.office)
    page = visitor.open(edit_url)
    page.locator("[name=name]").fill("区农业农村局")
    page.wait_for_timeout(400)
    page.on("dialog", lambda dialog: dialog.accept())
    page = visitor.open(reverse("notifications"))
    page = visitor.open(edit_url)
    expect(page.locator("[name=name]")).to_have_value("区农业农村委")  # what is stored, not the draft
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.locator("[name=variants]").fill("农委")
    page.wait_for_timeout(400)
    page = visitor.open(edit_url)  # typed beside it: both are offered
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=name]")).to_have_value("区农业农村局")
    expect(page.locator("[name=variants]")).to_have_value("农委")
    page = visitor.open(edit_url)
    page.get_by_role("button", name="放弃").click()
    expect(page.locator("[name=name]")).to_have_value("区农业农村委")
    page = visitor.open(edit_url)
    expect(page.locator("[name=name]")).to_have_value("区农业农村委")


def test_draft_does_not_silently_cover_what_somebody_else_saved(
    visitor: Any, cast: Any, edit_url: str
) -> None:
    visitor.sign_in(cast.office)
    page = visitor.open(edit_url)
    page.locator("[name=name]").fill("我填的名称")
    page.wait_for_timeout(400)
    Department.objects.filter(pk=cast.department.pk).update(name="别人改的名称")
    page.once("dialog", lambda dialog: dialog.accept())
    page = visitor.open(edit_url)
    expect(page.locator("[name=name]")).to_have_value("别人改的名称")
    expect(page.get_by_text("原内容已被改动")).to_be_visible()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=name]")).to_have_value("我填的名称")


def test_form_sent_back_with_an_error_keeps_its_draft(visitor: Any, cast: Any, edit_url: str) -> None:
    visitor.sign_in(cast.office)
    page = visitor.open(edit_url)
    page.locator("[name=name]").fill("区水务局")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".errors, .note-error").first).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page = visitor.open(edit_url)
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=name]")).to_have_value("区水务局")


def test_text_that_is_as_it_was_again_asks_nothing_on_leaving(visitor: Any, cast: Any, edit_url: str) -> None:
    visitor.sign_in(cast.office)
    page = visitor.open(edit_url)
    page.locator("[name=variants]").fill("农委")
    page.locator("[name=variants]").fill("")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    visitor.open(reverse("notifications"))
    assert asked == []


def test_what_was_sent_back_because_somebody_else_saved_is_kept(
    visitor: Any, cast: Any, task_list: Any
) -> None:
    task = make_task(task_list, "1", cast.department)
    visitor.sign_in(cast.office)
    page = visitor.open(reverse("task_edit", args=[task.pk]))
    page.locator("[name=title]").fill("我改的名称")
    page.locator("[name=reason]").fill("市级计划调整")
    type(task).objects.filter(pk=task.pk).update(title="别人改的名称")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已有其他人改动了这项任务")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page = visitor.open(reverse("task_edit", args=[task.pk]))
    expect(page.locator("[name=title]")).to_have_value("别人改的名称")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=title]")).to_have_value("我改的名称")


def test_draft_is_not_shown_to_another_person_at_the_same_computer(
    visitor: Any, cast: Any, edit_url: str
) -> None:
    visitor.sign_in(cast.office)
    page = visitor.open(edit_url)
    page.locator("[name=name]").fill("只有我看见")
    page.wait_for_timeout(400)
    page.context.clear_cookies()
    page.once("dialog", lambda dialog: dialog.accept())
    visitor.sign_in(cast.admin)
    page = visitor.open(edit_url)
    expect(page.locator("[name=name]")).to_have_value("区农业农村委")


def test_password_is_never_kept(visitor: Any, cast: Any) -> None:
    visitor.sign_in(cast.office)
    page = visitor.open(reverse("password_change"))
    page.locator("[name=old_password]").fill("my-secret-password")
    page.wait_for_timeout(400)
    assert "my-secret-password" not in page.evaluate("JSON.stringify(localStorage)")


def test_person_is_warned_and_stays(visitor: Any, cast: Any, settings: Any) -> None:
    settings.SESSION_IDLE = timedelta(seconds=60)
    visitor.sign_in(cast.office)
    page = visitor.open(reverse("notifications"))
    dialog = page.locator("#session-warning")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("即将自动退出")
    visitor.screenshot("session-warning")
    visitor.axe()
    settings.SESSION_IDLE = timedelta(minutes=30)
    page.get_by_role("button", name="继续使用").click()
    expect(dialog).to_be_hidden()


def test_person_whose_session_ended_is_led_back_to_the_same_page(
    visitor: Any, cast: Any, settings: Any, edit_url: str
) -> None:
    settings.SESSION_IDLE = timedelta(seconds=121)
    visitor.sign_in(cast.office)
    page = visitor.open(edit_url)
    page.locator("[name=variants]").fill("农业口")
    Session.objects.all().delete()
    dialog = page.locator("#session-warning")
    expect(dialog).to_contain_text("登录已失效")
    page.get_by_role("link", name="重新登录").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    sign_in_again(page, "office")
    assert page.url.endswith(edit_url)
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[name=variants]")).to_have_value("农业口")


def test_draft_says_its_time_in_the_zone_of_the_page_and_a_refusal_is_no_change(
    visitor: Any, cast: Any, task_list: Any
) -> None:
    task = make_task(task_list, "1", cast.department)
    visitor.sign_in(cast.lead)
    address = reverse("ask_extension", args=[task.pk])
    page = visitor.open(address)
    page.locator("[name=reason]").fill("汛期停工")
    page.locator("form[data-keep]").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".errors, .errorlist, .note-error").first).to_be_visible()
    page.locator("[name=reason]").fill("汛期停工两周")
    page.wait_for_timeout(400)
    page.on("dialog", lambda dialog: dialog.accept())
    page = visitor.open(address)
    expect(page.get_by_text(NOTE)).to_be_visible()
    expect(page.get_by_text("原内容已被改动")).to_be_hidden()
    told = page.locator(".note time").inner_text()
    zone = "{timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit'}"
    wanted = f"at => new Date(at).toLocaleTimeString('en-GB', {zone})"
    kept = page.evaluate(
        "JSON.parse(Object.entries(localStorage).find(([k]) => k.startsWith('draft:'))[1]).at"
    )
    assert told == page.evaluate(wanted, kept)
