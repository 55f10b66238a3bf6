from django.contrib.auth.views import LogoutView
from django.urls import path

from districts.views import accounts, notifications, session

urlpatterns = [
    path("login/", accounts.SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", accounts.PasswordChangeView.as_view(), name="password_change"),
    path("sign-ins/", accounts.own_sign_ins, name="own_sign_ins"),
    path("session/", session.session, name="session"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.notifications_read, name="notifications_read"),
    path("notifications/<int:pk>/open/", notifications.notification_open, name="notification_open"),
]
