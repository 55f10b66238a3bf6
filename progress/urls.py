from django.urls import path

from progress.views import landing, office, reports, rules, sheets

REPORT = "progress/periods/<int:period_pk>/tasks/<int:task_pk>/departments/<int:department_pk>/"

urlpatterns = [
    path("progress/", landing.progress, name="progress"),
    # who reports
    path("progress/departments/<int:pk>/", sheets.department_sheet, name="progress_department"),
    path("progress/departments/<int:pk>/draft/", sheets.department_draft, name="progress_department_draft"),
    path("progress/towns/<int:pk>/", sheets.town_sheet, name="progress_town"),
    path("progress/towns/<int:pk>/draft/", sheets.town_draft, name="progress_town_draft"),
    path("progress/departments/<int:pk>/sheet.xlsx", sheets.department_xlsx, name="progress_department_xlsx"),
    path(
        "progress/departments/<int:pk>/upload/", sheets.department_upload, name="progress_department_upload"
    ),
    path("progress/towns/<int:pk>/sheet.xlsx", sheets.town_xlsx, name="progress_town_xlsx"),
    path("progress/towns/<int:pk>/upload/", sheets.town_upload, name="progress_town_upload"),
    path(REPORT, reports.write_report, name="progress_write"),
    path(REPORT + "evidence/", reports.upload_evidence, name="progress_upload_evidence"),
    path("progress/evidence/<int:pk>/", reports.download_evidence, name="evidence"),
    path("progress/evidence/<int:pk>/delete/", reports.delete_evidence, name="progress_delete_evidence"),
    path("progress/reports/<int:pk>/", reports.show_report, name="progress_report"),
    # the office
    path("progress/districts/<int:district_id>/<int:year>/", office.office, name="progress_office"),
    path("progress/districts/<int:district_id>/review/", office.review, name="progress_review"),
    path("progress/lists/<int:pk>/rounds/", office.rounds, name="progress_rounds"),
    path("progress/periods/<int:pk>/", office.period, name="progress_period"),
    path("progress/periods/<int:pk>/remind/", office.remind_bodies, name="progress_remind"),
    path("progress/periods/<int:pk>/days/", office.change_days, name="progress_change_days"),
    path("progress/periods/<int:pk>/reopen/", office.reopen, name="progress_reopen"),
    path("progress/lists/<int:pk>/rules/", rules.rules, name="progress_rules"),
    path("progress/lists/<int:pk>/past/", rules.past_lights, name="progress_past"),
]
