"""dev.py's own rules; that its two commands work is seen by running them."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dev

ROOT = Path(__file__).resolve().parents[2]


def test_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < dev.free_port(port) < port + 50


def test_every_requirement_is_pinned_with_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        wanted = [line for line in blocks if line and not line.startswith("#")]
        assert wanted
        assert [line for line in wanted if "==" not in line or "--hash=sha256:" not in line] == []


def test_only_standard_library_is_imported() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", str(ROOT / "dev.py"), "--help"], capture_output=True)
    assert done.returncode == 0


def test_path_given_from_another_folder_is_found(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "test_here.py").touch()
    monkeypatch.chdir(tmp_path)
    assert dev.from_here("test_here.py::test_x") == f"{(tmp_path / 'test_here.py').resolve()}::test_x"
    assert dev.from_here("config/tests") == "config/tests"
    assert dev.from_here("-x") == "-x"


def test_postgresql_named_by_the_environment_is_used(monkeypatch: Any) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://tasks@db.example.cn/tasks")
    assert dev.find_postgres(Path(sys.executable)) == ("postgres://tasks@db.example.cn/tasks", "")


def test_missing_postgresql_is_said(monkeypatch: Any) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///db.sqlite3")
    monkeypatch.setattr(dev, "answers", lambda host, port: False)
    url, reason = dev.find_postgres(Path(sys.executable))
    assert url is None
    assert "5432" in reason


def test_read_only_project_is_kept_elsewhere(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(dev, "is_writable", lambda folder: tmp_path in folder.parents)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert dev.keeping_folder().parent == tmp_path
    assert "不可写" in capsys.readouterr().out


def test_nowhere_to_write_is_one_sentence(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(dev, "is_writable", lambda folder: False)
    with pytest.raises(SystemExit) as stop:
        dev.keeping_folder()
    assert stop.value.code == 1
    assert "失败" in capsys.readouterr().out
