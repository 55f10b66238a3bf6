"""The command that prints what was recognised: JSON on standard output, one sentence where there is none."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "fixtures" / "samples"
HEAD_KEYS = "title kind district year issuing_number issuing_body issued_on categories tasks plan issues"
TASK_KEYS = (
    "number parent upper_number category title fields assignments deadline investment scope indicators "
    "milestones source"
)
LIST = (
    "2024年清河区任务清单\n序号\t任务名称\t责任单位\t完成时限\n"
    "1\t新建道路5公里\t区交通局\t6月底\n2\t建桥\t区交通局\t9月底\n"
)


def printed(path: Path, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("read_document", str(path), stdout=out, stderr=io.StringIO(), **options)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def refused(path: Path) -> str:
    with pytest.raises(CommandError) as error:
        call_command("read_document", str(path), stdout=io.StringIO(), stderr=io.StringIO())
    assert error.value.returncode == 2
    return str(error.value)


def test_the_document_has_exactly_the_agreed_keys(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(LIST, encoding="utf-8")

    result = printed(path)

    assert " ".join(result) == HEAD_KEYS
    task = result["tasks"][0]
    assert " ".join(task) == TASK_KEYS
    assert set(task["fields"]) == {"requirement", "objective", "content", "scale", "standard", "funding"}
    assert task["deadline"] == {"text": "6月底", "date": "2024-06-30", "recurring": None}
    assert task["assignments"] == [{"department": "区交通局", "role": "lead"}]
    assert task["source"] == {"line": 3}
    assert task["indicators"][0]["target"] == 5


def test_numbers_are_numbers_and_whole_ones_are_printed_whole() -> None:
    result = printed(SAMPLES / "cell-per-line.txt")

    roads, bridges = result["tasks"][3]["indicators"][:2]
    assert (roads["target"], bridges["target"]) == (20.4, 9)
    assert isinstance(bridges["target"], int)
    assert {type(quota["value"]) for quota in bridges["quotas"]} == {int}


def test_year_and_district_that_the_document_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(LIST.split("\n", 1)[1], encoding="utf-8")

    assert printed(path)["year"] is None
    given = printed(path, year=2025, district="云山区")
    assert (given["year"], given["district"]) == (2025, "云山区")
    assert given["tasks"][0]["deadline"]["date"] == "2025-06-30"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_give_the_same_document(tmp_path: Path, encoding: str) -> None:
    plain, other = tmp_path / "utf8.txt", tmp_path / "other.txt"
    plain.write_text(LIST, encoding="utf-8")
    other.write_bytes(LIST.encode(encoding))

    assert printed(other) == printed(plain)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (bytes(range(256)) * 40, "文字"),
        ("关于召开会议的通知\n各镇：\n请准时参加。\n区办公室\n2024年6月1日\n".encode(), "没有找到任务清单"),
        ("品名\t单价\t金额\n苹果\t3\t6\n香蕉\t2\t4\n".encode(), "表头"),
        ("序号 项目名称 责任单位 完成时间\n1 修路 区交通局 6月底\n".encode(), "分隔"),
        (b"a" * (50 * 1024 * 1024), "MB"),
    ],
    ids=["empty", "binary", "letter", "unknown header", "separators lost", "50 MB"],
)
def test_bad_input_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)

    sentence = refused(path)

    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith("。")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "打不开" in refused(tmp_path / "none.txt")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DEBUG")}
    return subprocess.run(
        [sys.executable, "manage.py", "read_document", *words],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        check=False,
    )


def test_it_runs_without_settings_of_its_own_and_without_a_reachable_database() -> None:
    result = run(
        str(SAMPLES / "campaign.txt"),
        DATABASE_URL="postgres://nobody@127.0.0.1:1/none",
        PYTHONIOENCODING="ascii",
    )

    assert result.returncode == 0, result.stderr.decode()
    assert len(json.loads(result.stdout.decode("utf-8"))["tasks"]) == 7
    assert "清河区" in result.stdout.decode("utf-8")


def test_a_refusal_prints_nothing_on_standard_output(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")

    result = run(str(path))

    assert (result.returncode, result.stdout) == (2, b"")
    assert len(result.stderr.decode("utf-8").strip().splitlines()) == 1
