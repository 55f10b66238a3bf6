"""Forms of a person's own account."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("用户名或密码不正确，请检查大小写后再试。连续输错 5 次将暂停登录 15 分钟。"),
        "inactive": _("此账号已停用，请联系区乡村振兴办。"),
    }
