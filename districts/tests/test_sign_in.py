"""Signing in: the record, the lock after repeated failures, the way back."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from conftest import PASSWORD, make_user
from districts.models import SignIn
from districts.views import accounts


def attempt(client, username, password=PASSWORD, next_url="", ip="10.0.0.1"):
    return client.post(
        reverse("login"),
        {"username": username, "password": password, "next": next_url},
        REMOTE_ADDR=ip,
    )


def test_person_signs_in_and_lands_on_the_page_they_asked_for(client, cast):
    response = client.get(reverse("notifications"))
    assert response.url == f"{reverse('login')}?next={reverse('notifications')}"
    response = attempt(client, "office", next_url=reverse("notifications"))
    assert response.url == reverse("notifications")


def test_next_of_another_host_is_not_followed(client, cast):
    response = attempt(client, "office", next_url="https://evil.example/")
    assert response.url == reverse("home")


def test_success_and_failure_are_recorded_with_time_and_address(client, cast):
    with time_machine.travel("2026-06-15 09:00+08:00", tick=False):
        attempt(client, "office", "wrong-password")
        attempt(client, "office")
    success, failed = SignIn.objects.all()
    assert (failed.user, failed.outcome, failed.ip) == (cast.office, "failed", "10.0.0.1")
    assert success.outcome == "success"
    assert success.at == datetime.datetime(2026, 6, 15, 1, 0, tzinfo=datetime.UTC)


def test_a_password_typed_into_the_name_box_is_not_kept(client, cast):
    attempt(client, "my-secret-password", "x")
    row = SignIn.objects.get()
    assert row.user is None
    assert "my-secret-password" not in str([getattr(row, f.attname) for f in row._meta.fields])


def test_five_failures_lock_the_name_for_this_address_only(client, cast):
    for _ in range(4):
        assert attempt(client, "office", "wrong-password").status_code == 200
    response = attempt(client, "office", "wrong-password")
    assert response.status_code == 429
    assert "已暂停从这里登录 15 分钟" in response.content.decode()
    assert attempt(client, "office").status_code == 429  # the right password as well
    assert SignIn.objects.first().outcome == "locked"
    assert attempt(client, "lead").status_code == 302
    client.logout()
    assert attempt(client, "office", ip="10.0.0.2").status_code == 302


def test_lock_ends_after_fifteen_minutes(client, cast):
    with time_machine.travel("2026-06-15 09:00+08:00", tick=False) as clock:
        for _ in range(6):
            attempt(client, "office", "wrong-password")
        clock.shift(14 * 60)
        assert attempt(client, "office").status_code == 429
        clock.shift(61)
        assert attempt(client, "office").status_code == 302


def test_address_that_tries_many_names_is_slowed_down(client, cast, monkeypatch):
    monkeypatch.setattr(accounts, "ADDRESS_LIMIT", 3)
    for number in range(3):
        attempt(client, f"name{number}", "wrong-password")
    assert attempt(client, "office").status_code == 429
    assert SignIn.objects.count() == 3  # a flood does not fill the record
    assert attempt(client, "office", ip="10.0.0.2").status_code == 302


def test_forwarded_address_counts_only_behind_our_proxy(client, cast, settings):
    header = {"HTTP_X_FORWARDED_FOR": "1.1.1.1, 2.2.2.2"}
    client.post(reverse("login"), {"username": "office", "password": "x"}, **header)
    settings.BEHIND_PROXY = True
    client.post(reverse("login"), {"username": "office", "password": "x"}, **header)
    assert [row.ip for row in SignIn.objects.order_by("id")] == ["127.0.0.1", "2.2.2.2"]


def test_deactivated_account_cannot_sign_in(client, cast):
    cast.office.is_active = False
    cast.office.save()
    assert "用户名或密码不正确" in attempt(client, "office").content.decode()


def test_signing_out_is_a_post(sign_in, cast):
    client = sign_in(cast.office)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == reverse("login")
    assert client.get(reverse("notifications")).status_code == 302


def test_own_record_shows_only_own_sign_ins(sign_in, cast):
    for user, ip in ((cast.office, "10.9.9.1"), (cast.lead, "10.9.9.2")):
        SignIn.objects.create(
            user=user, at=datetime.datetime.now(datetime.UTC), ip=ip, outcome=SignIn.Outcome.SUCCESS
        )
    page = sign_in(cast.office).get(reverse("own_sign_ins")).content.decode()
    assert "10.9.9.1" in page
    assert "10.9.9.2" not in page


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        pytest.param("Short7!", "密码太短，至少要 10 个字符。", id="too short"),
        pytest.param("1234567890123", "数字", id="only digits"),
        pytest.param("Password123!", "常见", id="common word with decoration"),
        pytest.param("woaini1314520", "常见", id="Chinese favourite"),
        pytest.param("1qaz2wsx3edc", "常见", id="columns of the keyboard"),
        pytest.param("Qwer1234!@#$", "常见", id="rows of the keyboard"),
        pytest.param("Admin@123456", "常见", id="administrator's favourite"),
        pytest.param("Xczx@202612", "常见", id="initials of the office with a date"),
        pytest.param("aaaaaaaaaa1", "常见", id="one letter"),
        pytest.param("office1234", "相似", id="own user name"),
    ],
)
def test_weak_passwords_are_refused_with_a_reason(sign_in, cast, password, complaint):
    response = sign_in(cast.office).post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": password, "new_password2": password},
    )
    assert response.status_code == 200
    assert complaint in str(response.context["form"].errors)


def test_password_is_changed_and_other_sessions_end(sign_in, cast):
    elsewhere, here = sign_in(cast.office), sign_in(cast.office)
    new = "purple-heron-lake"
    response = here.post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert response.url == reverse("home")
    assert here.get(reverse("notifications")).status_code == 200
    assert elsewhere.get(reverse("notifications")).status_code == 302


def test_unusual_long_password_is_accepted(sign_in, db):
    user = make_user("plain")
    response = sign_in(user).post(
        reverse("password_change"),
        {
            "old_password": PASSWORD,
            "new_password1": "麦田里的风筝飞得高",
            "new_password2": "麦田里的风筝飞得高",
        },
    )
    assert response.status_code == 200  # nine characters
    new = "麦田里的风筝飞得真高呀"
    response = sign_in(user).post(
        reverse("password_change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert response.status_code == 302
