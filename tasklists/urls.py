from django.urls import path

from tasklists import merge_page, views
from tasklists.exporting import views as exporting

urlpatterns = [
    path("lists/<int:pk>/export/", exporting.export_list, name="export_list"),
    path("lists/<int:pk>/export/<str:extension>/", exporting.export_list_file, name="export_list_file"),
    path("settings/departments/<int:pk>/merge/", merge_page.merge_department, name="department_merge"),
    path("tasks/<int:pk>/edit/", views.edit_task, name="task_edit"),
]
