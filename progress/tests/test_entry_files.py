"""What goes out and comes back as files: the grid as xlsx, and evidence."""

import datetime
import io
import zipfile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from conftest import make_indicator, make_task
from progress.evidence import clean_name, kind_of
from progress.models import Evidence, ProgressReport, QuotaReport
from progress.refusals import Refused
from progress.tests.rounds import make_period, sent

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 made up"


@pytest.fixture
def june(cast, task_list):
    with time_machine.travel(datetime.datetime(2026, 6, 20, 10), tick=False):
        yield make_period(task_list, 6)


@pytest.fixture
def task(cast, task_list, june):
    task = make_task(task_list, lead=cast.department, title="=建设停车点")
    make_indicator(task, 10, {cast.town1: 4, cast.town2: 6}, name="停车点", unit="个")
    return task


def opened(response):
    return load_workbook(io.BytesIO(response.content))


def packed(book):
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("填报表.xlsx", content.getvalue())


class TestWorkbook:
    def test_filled_in_and_sent_back(self, cast, task, june, sign_in):
        lead = sign_in(cast.lead)
        book = opened(lead.get(reverse("progress_department_xlsx", args=[cast.department.pk])))
        sheet = book.active
        assert [cell.value for cell in sheet[3]][5:] == [
            "清单与填报期",
            "任务",
            "指标",
            "目标",
            "单位",
            "上期",
            "本期累计",
            "数据说明",
            "进展情况（街镇：备注）",
        ]
        assert sheet["G4"].value == "1. =建设停车点"
        assert sheet["L4"].protection.locked is False
        assert sheet["G4"].protection.locked is True
        assert sheet.column_dimensions["A"].hidden
        sheet["L4"], sheet["N4"] = 5, "已开工"
        url = reverse("progress_department_upload", args=[cast.department.pk])
        response = lead.post(url, {"sheet": packed(book)}, follow=True)
        assert "已保存 1 项" in response.text
        report = ProgressReport.objects.get()
        assert (report.progress_text, str(report.figures.get().value)) == ("已开工", "5.0000")

    @pytest.mark.parametrize(
        ("answer", "met"), [("达到", True), ("已达到", True), ("未达到", False), ("也许", None)]
    )
    def test_an_answer_that_is_neither_is_refused_in_its_cell(
        self, cast, task_list, june, sign_in, answer, met
    ):
        make_indicator(make_task(task_list, lead=cast.department), name="覆盖", target_text="全覆盖")
        lead = sign_in(cast.lead)
        book = opened(lead.get(reverse("progress_department_xlsx", args=[cast.department.pk])))
        book.active["L4"], book.active["N4"] = answer, "已核对"
        url = reverse("progress_department_upload", args=[cast.department.pk])
        response = lead.post(url, {"sheet": packed(book)}, follow=True)
        assert ("请填“达到”或“未达到”。" in response.text) == (met is None)
        kept = [figure.met for report in ProgressReport.objects.all() for figure in report.figures.all()]
        assert kept == ([] if met is None else [met])

    def test_a_towns_sheet(self, cast, task, june, sign_in):
        town = sign_in(cast.town)
        book = opened(town.get(reverse("progress_town_xlsx", args=[cast.town1.pk])))
        book.active["L4"] = 3
        book.active["N4"] = "含上年结转"
        town.post(reverse("progress_town_upload", args=[cast.town1.pk]), {"sheet": packed(book)})
        report = QuotaReport.objects.get()
        assert (report.value, report.note, report.state) == (3, "含上年结转", "draft")

    def test_a_row_saved_meanwhile_is_a_conflict_of_that_row(self, cast, task, june, sign_in):
        lead, staff = sign_in(cast.lead), sign_in(cast.staff)
        book = opened(lead.get(reverse("progress_department_xlsx", args=[cast.department.pk])))
        page = reverse("progress_department", args=[cast.department.pk])
        (line,) = [line for _p, lines in staff.get(page).context["groups"] for line in lines]
        staff.post(page, sent(line, progress_text="网页上写的") | {"action": "save"})
        book.active["N4"] = "表格里写的"
        url = reverse("progress_department_upload", args=[cast.department.pk])
        response = lead.post(url, {"sheet": packed(book)})
        assert "刚刚修改了这一行" in response.text
        assert "表格里写的" in response.text
        assert ProgressReport.objects.get().progress_text == "网页上写的"

    def test_a_wrong_cell_says_so_in_its_row(self, cast, task, june, sign_in):
        lead = sign_in(cast.lead)
        book = opened(lead.get(reverse("progress_department_xlsx", args=[cast.department.pk])))
        book.active["L4"] = "约五个"
        url = reverse("progress_department_upload", args=[cast.department.pk])
        response = lead.post(url, {"sheet": packed(book)})
        assert "约五个" in response.text
        assert "1 项未能保存" in response.text

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [(b"hello", "请上传 xlsx"), (b"PK\x03\x04broken", "已损坏"), (None, "没有找到可识别的行")],
    )
    def test_other_files_are_refused(self, cast, task, june, sign_in, content, sentence):
        upload = packed(Workbook()) if content is None else SimpleUploadedFile("a.xlsx", content)
        url = reverse("progress_department_upload", args=[cast.department.pk])
        response = sign_in(cast.lead).post(url, {"sheet": upload}, follow=True)
        assert sentence in response.text


def zipped(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


class TestEvidence:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (PDF, "pdf"),
            (b"\xff\xd8\xff\xe0", "jpg"),
            (b"\x89PNG\r\n\x1a\n", "png"),
            (zipped("word/document.xml"), "docx"),
            (zipped("xl/workbook.xml"), "xlsx"),
        ],
    )
    def test_the_type_is_told_by_the_content(self, content, kind):
        assert kind_of(content) == kind

    @pytest.mark.parametrize(
        "content",
        [
            b"MZ\x90\x00",
            b"<html><script>",
            b"",
            zipped("a.exe"),
            zipped("word/document.xml", "word/vbaProject.bin"),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"),
        ],
    )
    def test_programs_pages_archives_and_macros_are_refused(self, content):
        with pytest.raises(Refused):
            kind_of(content)

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\照片\\验收.PDF", "验收.PDF"),
            ("报告.exe", "报告.exe.pdf"),
            ("\u202egnp.pdf", "gnp.pdf"),
            ("", "佐证材料.pdf"),
        ],
    )
    def test_names_lead_nowhere_and_end_in_the_truth(self, name, kept):
        assert clean_name(name, "pdf") == kept

    def test_of_several_files_the_one_at_fault_is_named_and_the_others_are_kept(
        self, cast, task, june, sign_in
    ):
        url = reverse("progress_upload_evidence", args=[june.pk, task.pk, cast.department.pk])
        files = [("装机.exe", b"MZ\x90"), ("验收.pdf", PDF), ("空的.pdf", b"")]
        sent_in = [SimpleUploadedFile(name, content) for name, content in files]
        page = sign_in(cast.lead).post(url, {"files": sent_in}, follow=True).text
        assert "“装机.exe”没有上传：只能上传 PDF" in page and "“空的.pdf”没有上传：" in page
        assert [row.name for row in Evidence.objects.all()] == ["验收.pdf"]

    def upload(self, client, june, task, department, content=PDF, name="验收.pdf"):
        url = reverse("progress_upload_evidence", args=[june.pk, task.pk, department.pk])
        return client.post(url, {"files": [SimpleUploadedFile(name, content)]}, follow=True)

    def test_uploaded_then_downloaded_by_who_may_see_the_report(self, cast, task, june, sign_in):
        lead = sign_in(cast.lead)
        assert "已上传" in self.upload(lead, june, task, cast.department).text
        url = reverse("evidence", args=[Evidence.objects.get().pk])
        response = lead.get(url)
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert sign_in(cast.office).get(url).status_code == 404  # a draft
        ProgressReport.objects.update(state="submitted")
        assert sign_in(cast.office).get(url).status_code == 200
        assert sign_in(cast.town).get(url).status_code == 404
        assert sign_in(cast.office2).get(url).status_code == 404

    def test_the_same_file_twice_and_a_locked_report_are_refused(self, cast, task, june, sign_in):
        lead = sign_in(cast.lead)
        self.upload(lead, june, task, cast.department)
        assert "已经上传过" in self.upload(lead, june, task, cast.department).text
        ProgressReport.objects.update(state="submitted", submitted_on=june.opens_on)
        assert "等待审核" in self.upload(lead, june, task, cast.department, PDF + b"2").text
        url = reverse("progress_delete_evidence", args=[Evidence.objects.get().pk])
        lead.post(url)
        assert Evidence.objects.count() == 1

    def test_removed_while_it_is_a_draft(self, cast, task, june, sign_in, django_capture_on_commit_callbacks):
        lead = sign_in(cast.lead)
        self.upload(lead, june, task, cast.department)
        evidence = Evidence.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            lead.post(reverse("progress_delete_evidence", args=[evidence.pk]))
        assert not Evidence.objects.exists()
        assert not evidence.file.storage.exists(evidence.file.name)
