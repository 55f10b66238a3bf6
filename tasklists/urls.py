from django.urls import path

from tasklists import import_views, merge_page, views
from tasklists.exporting import views as exporting

urlpatterns = [
    path("imports/", import_views.start_import, name="import_start"),
    path("imports/template.xlsx", import_views.download_template, name="import_template"),
    path("imports/<int:pk>/", import_views.show_draft, name="import_draft"),
    path("imports/<int:pk>/correct/<str:kind>/", import_views.correct_draft, name="import_correct"),
    path("imports/<int:pk>/again/", import_views.read_again, name="import_again"),
    path("imports/<int:pk>/drop/", import_views.drop_draft, name="import_drop"),
    path("imports/<int:pk>/plan/", import_views.show_plan, name="import_plan"),
    path("imports/<int:pk>/apply/", import_views.apply_draft, name="import_apply"),
    path("imports/<int:pk>/issues.xlsx", import_views.download_issues, name="import_issues"),
    path("imports/done/<int:pk>/", import_views.show_result, name="import_result"),
    path("imports/done/<int:pk>/undo/", import_views.undo, name="import_undo"),
    path("imports/done/<int:pk>/file/", import_views.download_source, name="import_source"),
    path("lists/<int:pk>/export/", exporting.export_list, name="export_list"),
    path("lists/<int:pk>/export/<str:extension>/", exporting.export_list_file, name="export_list_file"),
    path("settings/departments/<int:pk>/merge/", merge_page.merge_department, name="department_merge"),
    path("tasks/<int:pk>/edit/", views.edit_task, name="task_edit"),
]
