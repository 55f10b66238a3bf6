"""import_tasklist shows the plan, writes with --apply, and refuses bad input in one sentence."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from districts.models import Department, District
from tasklists.importing import apply
from tasklists.models import DocumentImport, Task, TaskList

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).resolve().parents[3] / "fixtures" / "samples"
SAMPLE_TASKS = {
    "merged-category-table.txt": 10,
    "cell-per-line.txt": 12,
    "wide-table.txt": 10,
    "plan-with-binding-list.txt": 11,
    "campaign.txt": 7,
}


def run(*args):
    """(what was printed, what was complained of, exit status)"""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_tasklist", *map(str, args), stdout=out, stderr=err)
    except SystemExit as stop:
        return out.getvalue(), err.getvalue(), stop.code
    return out.getvalue(), err.getvalue(), 0


def refused(*args):
    out, err, status = run(*args)
    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert not TaskList.objects.exists()
    return err


@pytest.mark.parametrize(("name", "count"), SAMPLE_TASKS.items(), ids=SAMPLE_TASKS)
def test_each_layout_is_shown_applied_and_then_unchanged(name, count):
    shown, _err, status = run(SAMPLES / name, "--create-district")
    assert status == 0
    assert f"新增 {count} " in shown
    assert "尚未写入" in shown
    assert not District.objects.exists()

    written, _err, status = run(SAMPLES / name, "--create-district", "--apply")
    assert status == 0
    assert "已写入" in written
    assert Task.objects.count() == count
    assert TaskList.objects.get().state == "issued"

    again, _err, status = run(SAMPLES / name, "--apply")
    assert f"新增 0  变更 0  未变 {count}" in again
    assert "没有要写入的变化" in again
    assert DocumentImport.objects.count() == 1


def test_new_bodies_issues_and_their_places_are_shown():
    shown, _err, _status = run(SAMPLES / "merged-category-table.txt", "--create-district")
    assert "将新增部门" in shown
    assert "区绿化市容局" in shown
    assert "[提醒] 未登记的部门（任务 5，第 30 行）：“区农业农村局”" in shown
    assert "可能是“区农业农村委”" in shown


def test_changes_are_shown_old_and_new(tmp_path):
    run(SAMPLES / "merged-category-table.txt", "--create-district", "--apply")
    text = (SAMPLES / "merged-category-table.txt").read_text(encoding="utf-8")
    text = text.replace("\t10月底", "\t9月底").replace("\t11\t选派规划师驻村", "\t12\t选派规划师驻村")
    changed = tmp_path / "修改后.txt"
    changed.write_text(text, encoding="utf-8")
    shown, _err, _status = run(changed)
    assert "变更（1）\n  3 建设花园小院\n" in shown
    assert "完成时限：2026-10-31 → 2026-09-30" in shown
    assert "新增（1）\n  12 选派规划师驻村" in shown
    assert "文件中没有（1）\n  11 选派规划师驻村：文件中没有这一项，保留不动" in shown


def test_blocked_rows_are_shown_with_reason_and_place(tmp_path):
    text = (SAMPLES / "merged-category-table.txt").read_text(encoding="utf-8")
    changed = tmp_path / "重号.txt"
    changed.write_text(text.replace("\t11\t选派规划师驻村", "\t10\t选派规划师驻村"), encoding="utf-8")
    shown, _err, _status = run(changed, "--create-district")
    assert "不能导入（1）\n  10 选派规划师驻村：序号 10 与前面的“乡村工匠培训”重复（第" in shown


def test_gb18030_gives_the_same_list(tmp_path):
    run(SAMPLES / "cell-per-line.txt", "--create-district", "--apply")
    copy = tmp_path / "cell-per-line.txt"
    copy.write_bytes((SAMPLES / "cell-per-line.txt").read_text(encoding="utf-8").encode("gb18030"))
    shown, _err, _status = run(copy)
    assert "没有要写入的变化" in shown


def test_import_is_recorded_under_the_named_user(cast):
    run(SAMPLES / "wide-table.txt", "--apply", "--user", "office")
    record = DocumentImport.objects.get()
    assert (record.user, record.file_name, record.district) == (cast.office, "wide-table.txt", cast.district)


def test_user_of_another_district_or_unknown_user_is_refused(cast):
    _out, err, status = run(SAMPLES / "wide-table.txt", "--apply", "--user", "office2")
    assert status == 2
    assert "没有办理这项操作的权限" in err
    _out, err, status = run(SAMPLES / "wide-table.txt", "--apply", "--user", "nobody")
    assert status == 2
    assert "没有用户名为 nobody 的在用账号" in err
    assert not TaskList.objects.exists()


def test_new_list_can_be_a_draft(cast):
    run(SAMPLES / "wide-table.txt", "--apply", "--draft")
    assert TaskList.objects.get().state == "draft"


def test_renamed_list_is_updated_by_its_id(cast):
    run(SAMPLES / "wide-table.txt", "--apply")
    stored = TaskList.objects.get()
    TaskList.objects.update(title="改过的标题")
    shown, _err, _status = run(SAMPLES / "wide-table.txt", "--list", stored.pk)
    assert "清单：更新已有的" in shown
    assert "标题：改过的标题 → " in shown
    _out, err, status = run(SAMPLES / "wide-table.txt", "--list", 999)
    assert (status, "没有编号为 999 的清单" in err) == (2, True)


def test_unknown_district_is_refused_with_what_to_do(cast):
    Department.objects.all()
    cast.district.name = "清河县"
    cast.district.save()
    err = refused(SAMPLES / "wide-table.txt")
    assert "系统里没有“清河区”，已有：清河县、云山区" in err
    assert "--district" in err
    assert "--create-district" in err
    shown, _err, status = run(SAMPLES / "wide-table.txt", "--district", "清河县")
    assert (status, "（清河县，2026 年" in shown) == (0, True)


def test_file_without_district_or_year_is_refused_with_what_to_do(tmp_path, cast):
    text = (SAMPLES / "wide-table.txt").read_text(encoding="utf-8")
    bare = tmp_path / "a.txt"
    bare.write_text(text.replace("清河区", "").replace("2026 年度", ""), encoding="utf-8")
    assert "--year" in refused(bare)
    assert "--district" in refused(bare, "--year", 2026)
    _out, _err, status = run(bare, "--year", 2026, "--district", "清河区")
    assert status == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "空", id="empty"),
        pytest.param(bytes(range(256)) * 40, "", id="binary"),
        pytest.param("各单位：\n  明天开会，请准时参加。\n".encode(), "", id="a letter without a list"),
        pytest.param("甲\t乙\t丙\n1\t2\t3\n4\t5\t6\n".encode(), "", id="a table of unknown headings"),
    ],
)
def test_bad_files_are_refused_in_one_sentence(content, words, tmp_path):
    bad = tmp_path / "坏.txt"
    bad.write_bytes(content)
    assert words in refused(bad, "--district", "清河区", "--year", 2026, "--create-district")


def test_file_that_is_not_there_is_refused(tmp_path):
    assert "找不到文件" in refused(tmp_path / "没有.txt")
    assert "找不到文件" in refused(tmp_path)


def test_file_that_is_too_big_is_refused_unread(tmp_path):
    big = tmp_path / "大.txt"
    with big.open("wb") as file:
        file.truncate(50 * 2**20)
    assert "20 MB" in refused(big)


def test_failure_in_the_middle_leaves_no_district_behind(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(apply, "_record", fail)
    with pytest.raises(OSError, match="disk full"):
        run(SAMPLES / "wide-table.txt", "--create-district", "--apply")
    assert not District.objects.exists()
    assert not Department.objects.exists()


REAL = {
    "000_5fbd7af174781bbb.txt": (48, 23),
    "001_6daa0d8ba64a921b.txt": (74, 14),
    "002_b41a3f10656a21be.txt": (41, 7),
    "003_23ddc4cb0853e4e8.txt": (120, 37),
    "004_1c85e6c0fb5b57b8.txt": (8, 1),
}


@pytest.mark.parametrize("name", REAL)
def test_real_document_imports_and_the_second_time_changes_nothing(name, documents):
    tasks, categories = REAL[name]
    _out, _err, status = run(documents / name, "--create-district", "--apply")
    assert status == 0
    task_list = TaskList.objects.get()
    assert (task_list.tasks.count(), task_list.categories.count()) == (tasks, categories)
    again, _err, status = run(documents / name, "--apply")
    assert status == 0
    assert f"新增 0  变更 0  未变 {tasks}  文件中没有 0  不能导入 0" in again
    assert DocumentImport.objects.count() == 1
