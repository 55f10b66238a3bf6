"""Pages of people and settings, and the admin, in a real browser: accessible, within the content security
policy (the visitor fails on a breach), without scrolling sideways."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from districts.models import Invitation, Membership, NameVariant, Notification, SignIn, Village


@pytest.fixture
def furnished(cast: Any) -> Any:
    NameVariant.objects.create(district=cast.district, department=cast.department, written="农委")
    Village.objects.create(district=cast.district, town=cast.town1, name="新村")
    Notification.objects.create(
        district=cast.district, user=cast.office, kind="returned", text="请补充佐证材料", url="/"
    )
    SignIn.objects.create(user=cast.lead, at="2026-06-15T09:00:00+08:00", ip="10.1.1.1", outcome="failed")
    return cast


PAGES = (
    "settings_district",
    "members",
    "member_add",
    "member_invite",
    "sign_ins",
    "departments",
    "department_add",
    "towns",
    "villages",
    "village_add",
)


def test_pages_of_settings_are_accessible_and_fit_the_screen(visitor: Any, furnished: Any) -> None:
    visitor.sign_in(furnished.office)
    for name in PAGES:
        visitor.open(reverse(name, args=[furnished.district.pk]))
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        visitor.screenshot(name, full_page=True)
    for name, pk in (
        ("member", Membership.objects.get(user=furnished.lead).pk),
        ("department_edit", furnished.department.pk),
        ("department_merge", furnished.department.pk),
        ("town_edit", furnished.town1.pk),
    ):
        visitor.open(reverse(name, args=[pk]))
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        visitor.screenshot(name, full_page=True)


def test_own_pages_are_accessible_and_fit_the_screen(visitor: Any, furnished: Any) -> None:
    visitor.sign_in(furnished.office)
    for name in ("notifications", "own_sign_ins", "password_change"):
        visitor.open(reverse(name))
        visitor.axe()
        visitor.assert_no_sideways_scroll()
        visitor.screenshot(name, full_page=True)


def test_new_person_is_invited_and_comes_in(visitor: Any, furnished: Any) -> None:
    visitor.sign_in(furnished.office)
    page = visitor.open(reverse("member_invite", args=[furnished.district.pk]))
    page.get_by_label("姓名").fill("钱新")
    page.get_by_label("角色").select_option("town")
    page.get_by_label("街镇", exact=False).select_option(str(furnished.town1.pk))
    page.get_by_role("button", name="生成邀请链接").click()
    link = page.locator(".link-once").input_value()
    visitor.screenshot("invitation-link", full_page=True)
    visitor.axe()
    page.context.clear_cookies()
    page.goto(link)
    visitor.axe()
    visitor.assert_no_sideways_scroll()
    visitor.screenshot("invitation", full_page=True)
    page.locator("[name=username]").fill("qianxin")
    page.locator("[name=password1]").fill("purple-heron-lake")
    page.locator("[name=password2]").fill("purple-heron-lake")
    page.get_by_role("button", name="设好并登录").click()
    expect(page.get_by_text("欢迎。您现在是清河区街镇工作人员（东浦镇）")).to_be_visible()
    assert Invitation.objects.get().used_by.username == "qianxin"
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_text("每个链接只能用一次")).to_be_visible()
    visitor.screenshot("invitation-closed")


def test_locked_out_person_is_told_what_to_do(visitor: Any, cast: Any) -> None:
    page = visitor.open(reverse("login"))
    for _ in range(5):
        page.locator("input[name=username]").fill("office")
        page.locator("input[name=password]").fill("wrong-password")
        page.locator("input[name=password]").press("Enter")
    expect(page.get_by_text("已暂停从这里登录 15 分钟")).to_be_visible()
    visitor.axe()
    visitor.screenshot("locked")


def test_admin_works_within_the_content_security_policy(visitor: Any, furnished: Any, tmp_path: Any) -> None:
    visitor.sign_in(furnished.office)
    page = visitor.open(reverse("admin:districts_village_add"))
    page.locator(".select2-selection").first.click()
    page.get_by_role("option", name="东浦镇").click()
    page.locator("[name=name]").fill("老村")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Village.objects.get(name="老村").district == furnished.district
    rows = tmp_path / "departments.csv"
    rows.write_text(
        f"编号,名称,排序\n{furnished.department.pk},区农业农村局,1\n,区林业局,5\n", encoding="utf-8"
    )
    page = visitor.open(reverse("admin:districts_department_import"))
    page.locator("[name=import_file]").set_input_files(str(rows))
    page.locator("input[type=submit]").click()
    expect(page.locator(".import-preview")).to_contain_text("区林业局")
    visitor.screenshot("admin-import-preview")
    page.locator("[name=confirm]").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page = visitor.open(reverse("admin:districts_department_history", args=[furnished.department.pk]))
    expect(page.locator("#change-history")).to_contain_text("区农业农村局")
    visitor.screenshot("admin-history")
    visitor.open(reverse("admin:districts_department_export"))
    visitor.open(reverse("admin:districts_department_changelist"))
    visitor.screenshot("admin-list")
