"""Settings as an installation meets them: a fresh process with nothing but the variables named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG_KEY = "kept-in-the-environment-of-the-server-alone-0123456789-abcdefgh"
SYSTEM = ("PATH", "SYSTEMROOT", "HOME", "TMPDIR", "TEMP", "PYTHONPATH")
PRODUCTION = {"SECRET_KEY": LONG_KEY, "ALLOWED_HOSTS": "tasks.example.cn"}


def run_python(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in SYSTEM if name in os.environ}
    settings = {"PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=kept | settings | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def printed(expression: str, **variables: str) -> str:
    code = f"from django.conf import settings; print({expression})"
    done = run_python("-c", code, **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({}, id="no key"),
        pytest.param({"SECRET_KEY": ""}, id="empty key"),
        pytest.param(
            {"SECRET_KEY": "development-only-key-that-production-refuses"}, id="the development key"
        ),
        pytest.param({"SECRET_KEY": "short"}, id="short key"),
        pytest.param({"DEBUG": "0"}, id="debug off without key"),
    ],
)
def test_production_refuses_to_start_without_a_key_of_its_own(variables: dict[str, str]) -> None:
    done = run_python("manage.py", "check", **variables)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_debug_is_off_unless_asked_for() -> None:
    assert printed("settings.DEBUG", **PRODUCTION) == "False"
    assert printed("settings.DEBUG", DEBUG="1") == "True"


def test_check_deploy_is_clean_in_production_settings() -> None:
    done = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "0 silenced" in done.stdout + done.stderr


def test_hosts_come_from_the_environment() -> None:
    assert printed("settings.ALLOWED_HOSTS", **PRODUCTION) == "['tasks.example.cn']"


def test_sqlite_file_is_the_default_and_postgresql_comes_by_address(tmp_path: Path) -> None:
    database = "settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['NAME']"
    assert "sqlite3" in printed(database, **PRODUCTION)
    assert str(tmp_path / "x.sqlite3") in printed(
        database, **PRODUCTION, DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}"
    )
    there = printed(database, **PRODUCTION, DATABASE_URL="postgres://tasks:word@db.example.cn:5432/tasks")
    assert there == "django.db.backends.postgresql tasks"


def test_media_folder_and_mail_server_come_from_the_environment(tmp_path: Path) -> None:
    assert printed("settings.MEDIA_ROOT", **PRODUCTION, MEDIA_ROOT=str(tmp_path)) == str(tmp_path)
    mail = printed(
        "settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS",
        **PRODUCTION,
        EMAIL_URL="smtp+tls://office:word@mail.example.cn:587",
    )
    assert mail == "django.core.mail.backends.smtp.EmailBackend mail.example.cn 587 True"


def test_https_is_demanded_in_production_and_can_be_left_out_on_a_closed_network() -> None:
    secure = "settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE"
    assert printed(secure, **PRODUCTION) == "True True True"
    assert printed(secure, **PRODUCTION, HTTPS="off") == "False False False"


def test_forwarded_scheme_is_believed_only_behind_a_proxy() -> None:
    header = "settings.SECURE_PROXY_SSL_HEADER"
    assert printed(header, **PRODUCTION) == "None"
    assert printed(header, **PRODUCTION, BEHIND_PROXY="1") == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_interface_is_chinese_in_shanghai_time() -> None:
    assert printed("settings.LANGUAGE_CODE, settings.TIME_ZONE", **PRODUCTION) == "zh-hans Asia/Shanghai"


def test_static_files_are_collected_with_hashed_names_and_vendored_files_unchanged(tmp_path: Path) -> None:
    done = run_python("manage.py", "collectstatic", "--no-input", **PRODUCTION, STATIC_ROOT=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "staticfiles.json").is_file()
    for source in (ROOT / "static" / "vendor").rglob("*.*"):
        copy = tmp_path / source.relative_to(ROOT / "static")
        assert copy.read_bytes() == source.read_bytes()
