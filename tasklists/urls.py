from django.urls import path

from tasklists import views

urlpatterns = [
    path("tasks/<int:pk>/edit/", views.edit_task, name="task_edit"),
]
