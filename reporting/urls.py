from django.urls import path

from reporting.views import dashboards, frame, home, lists, maps, search, sheets, tasks, years

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("choose/place/", frame.choose_scope, name="choose_scope"),
    path("choose/theme/", frame.choose_theme, name="choose_theme"),
    path("districts/", lists.districts, name="districts"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:pk>/", lists.show_list, name="list"),
    path("tasks/<int:pk>/", tasks.show_task, name="task"),
    path("tasks/<int:pk>/claim/", tasks.claim_task, name="task_claim"),
    path("tasks/<int:pk>/close/", tasks.close_task, name="task_close"),
    path("tasks/<int:pk>/return/", tasks.return_task, name="task_return"),
    path("tasks/<int:pk>/revoke/", tasks.revoke_task, name="task_revoke"),
    path("lists/<int:pk>/dashboard/", dashboards.list_dashboard, name="list_dashboard"),
    path("lists/<int:pk>/next-year/", years.carry_over_list, name="list_carry_over"),
    path("lists/<int:pk>/two-years/", years.two_years, name="list_two_years"),
    path("dashboard/", dashboards.own_dashboard, name="dashboard"),
    path("dashboard/<int:district_id>/<int:year>/", dashboards.district_dashboard, name="district_dashboard"),
    path("dashboard/<int:district_id>/<int:year>/tasks/", lists.district_tasks, name="district_tasks"),
    path("dashboard/<int:district_id>/<int:year>/map/", maps.show_war_map, name="war_map"),
    path("dashboard/<int:district_id>/<int:year>/towns/", maps.show_tile_map, name="tile_map"),
    path("dashboard/<int:district_id>/<int:year>/sheets/", sheets.sheets, name="sheets"),
    path("dashboard/<int:district_id>/<int:year>/sheets/<slug:kind>/", sheets.sheet, name="sheet"),
]
