from django.contrib.auth.views import LogoutView
from django.urls import path

from districts.views import accounts, invitations, members, names, notifications, session, settings

urlpatterns = [
    # one's own account
    path("login/", accounts.SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", accounts.PasswordChangeView.as_view(), name="password_change"),
    path("password/<uidb64>/<token>/", accounts.PasswordLinkView.as_view(), name="password_reset_confirm"),
    path("sign-ins/", accounts.own_sign_ins, name="own_sign_ins"),
    path("session/", session.session, name="session"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.notifications_read, name="notifications_read"),
    path("notifications/<int:pk>/open/", notifications.notification_open, name="notification_open"),
    # what an office keeps
    path("settings/", settings.settings, name="settings"),
    path("settings/districts/add/", settings.district_edit, name="district_add"),
    path("settings/districts/<int:pk>/", settings.district_edit, name="district_edit"),
    path("settings/<int:district_id>/", settings.settings_district, name="settings_district"),
    path("settings/<int:district_id>/members/", members.members, name="members"),
    path("settings/<int:district_id>/members/add/", members.member_add, name="member_add"),
    path("settings/<int:district_id>/members/invite/", members.member_invite, name="member_invite"),
    path("settings/<int:district_id>/sign-ins/", members.sign_ins, name="sign_ins"),
    path("settings/members/<int:pk>/", members.member, name="member"),
    path("settings/members/<int:pk>/deactivate/", members.member_deactivate, name="member_deactivate"),
    path("settings/members/<int:pk>/reactivate/", members.member_reactivate, name="member_reactivate"),
    path("settings/members/<int:pk>/unlock/", members.member_unlock, name="member_unlock"),
    path("settings/members/<int:pk>/password/", members.member_password_link, name="member_password_link"),
    path("settings/invitations/<int:pk>/withdraw/", members.invitation_withdraw, name="invitation_withdraw"),
    path("settings/<int:district_id>/departments/", names.departments, name="departments"),
    path("settings/<int:district_id>/departments/add/", names.department_add, name="department_add"),
    path("settings/departments/<int:pk>/", names.department_edit, name="department_edit"),
    path("settings/<int:district_id>/towns/", names.towns, name="towns"),
    path("settings/<int:district_id>/towns/add/", names.town_add, name="town_add"),
    path("settings/towns/<int:pk>/", names.town_edit, name="town_edit"),
    path("settings/<int:district_id>/villages/", names.villages, name="villages"),
    path("settings/<int:district_id>/villages/add/", names.village_add, name="village_add"),
    path("settings/villages/<int:pk>/", names.village_edit, name="village_edit"),
]
