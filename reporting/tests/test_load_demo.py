"""load_demo makes one account a role, refuses outside a trial, and changes nothing twice."""

import io
import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client

from districts.models import Department, District, Membership, Town, User
from reporting.demo import ACCOUNTS, DISTRICTS, PASSWORD, USERNAMES

pytestmark = pytest.mark.django_db


@pytest.fixture
def districts(settings):
    settings.DEBUG = True
    found = {name: District.objects.create(name=name) for name in DISTRICTS}
    Department.objects.create(district=found["青浦区"], name="区农业农村委")
    Town.objects.create(district=found["青浦区"], name="练塘镇")
    return found


def signs_in(username, password):
    return Client().login(request=HttpRequest(), username=username, password=password)


def run(*args):
    out = io.StringIO()
    call_command("load_demo", *args, stdout=out)
    return out.getvalue()


def test_one_account_a_role_is_created_and_the_password_printed(districts):
    printed = run()
    assert set(User.objects.values_list("username", flat=True)) == {
        "office",
        "lead",
        "staff",
        "town",
        "leader",
        "office2",
        "admin",
    }
    held = {m.user.username: (m.district.name, m.role) for m in Membership.objects.all()}
    assert held == {
        "office": ("青浦区", "office"),
        "lead": ("青浦区", "lead"),
        "staff": ("青浦区", "staff"),
        "town": ("青浦区", "town"),
        "leader": ("青浦区", "leader"),
        "office2": ("宝山区", "office"),
    }
    assert User.objects.get(username="admin").is_superuser
    assert f"密码都是 {PASSWORD}" in printed
    assert "lead     农业农村委负责人（演示）：青浦区 牵头部门负责人（区农业农村委）" in printed
    assert all(District.objects.values_list("is_demo", flat=True))


def test_each_account_signs_in_with_the_password_and_it_is_a_good_one(districts):
    run()
    for account in ACCOUNTS:
        assert signs_in(account.username, PASSWORD)
    validate_password(PASSWORD)


def test_repeating_changes_nothing_that_people_changed(districts):
    first = run()
    assert run() == first
    office = User.objects.get(username="office")
    office.set_password("another-Password-9")
    office.full_name = "改了姓名"
    office.save()
    Membership.objects.filter(role="leader").delete()
    Membership.objects.filter(role="town").update(is_active=False)
    printed = run()
    assert "office   改了姓名：青浦区 区乡村振兴办工作人员（不用这个密码，或已停用）" in printed
    assert signs_in("office", "another-Password-9")
    assert not Membership.objects.filter(role="leader").exists()
    assert not Membership.objects.get(role="town").is_active
    assert User.objects.count() == 7


def test_refused_where_debug_is_off(districts, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--force") as refusal:
        run()
    assert refusal.value.returncode == 2
    assert not User.objects.exists()


def test_forced_outside_a_trial_the_password_is_random_and_shown_once(districts, settings):
    settings.DEBUG = False
    password = re.search(r"密码都是 (\S+)", run("--force")).group(1)
    assert password != PASSWORD
    assert signs_in("office", password)
    assert "密码不变" in run("--force")
    assert signs_in("office", password)


def test_refused_before_the_fixtures_are_loaded(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="请先运行 load_fixtures"):
        run()


def test_each_account_can_be_written_to(districts):
    run()
    assert User.objects.get(username="lead").email == "lead@example.com"
    assert not User.objects.filter(username__in=USERNAMES, email="").exists()
