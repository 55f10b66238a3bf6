"""Addresses of the list editor."""

from django.urls import path

from tasklists import bulk_views, list_views, outline_views

urlpatterns = [
    path("lists/new/", list_views.add_list, name="list_add"),
    path("lists/<int:pk>/delete/", list_views.delete_list, name="list_delete"),
    path("lists/<int:pk>/outline/", list_views.show_outline, name="list_outline"),
    path("lists/<int:pk>/edit/", list_views.edit_list, name="list_edit"),
    path("lists/<int:pk>/issue/", list_views.issue_list, name="list_issue"),
    path("lists/<int:pk>/changes/", list_views.list_changes, name="list_changes"),
    path("lists/<int:pk>/bulk/", bulk_views.change_tasks, name="list_bulk"),
    path("lists/<int:pk>/renumber/", bulk_views.renumber_tasks, name="list_renumber"),
    path("lists/<int:pk>/categories/add/", outline_views.add_category, name="category_add"),
    path("categories/<int:pk>/edit/", outline_views.edit_category, name="category_edit"),
    path("categories/<int:pk>/move/", outline_views.move_category_by, name="category_move"),
    path("categories/<int:pk>/delete/", outline_views.delete_category, name="category_delete"),
    path("lists/<int:pk>/tasks/add/", outline_views.add_task, name="task_add"),
    path("tasks/<int:pk>/move/", outline_views.move_task_by, name="task_move"),
    path("tasks/<int:pk>/delete/", outline_views.delete_task, name="task_delete"),
]
