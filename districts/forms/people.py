"""Forms for the members of a district."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from districts.models import Department, District, Invitation, Membership, Town, User
from districts.permissions import LEAD, STAFF, TOWN


class RoleForm(forms.ModelForm):
    """A role and the body it acts for; a body that the role does not need is let go."""

    class Meta:
        model = Membership
        fields = ["role", "department", "town"]
        help_texts = {
            "department": _("部门角色须选。"),
            "town": _("街镇角色须选。"),
        }

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.district = district
        held = self.instance
        departments = Department.objects.filter(district=district)
        towns = Town.objects.filter(district=district)
        self.fields["department"].queryset = departments.filter(is_active=True) | departments.filter(
            pk=held.department_id
        )
        self.fields["town"].queryset = towns.filter(is_active=True) | towns.filter(pk=held.town_id)
        for name in ("department", "town"):
            self.fields[name].empty_label = _("未选")
        role = self.fields["role"]
        role.choices = [(key, word if key else _("请选择")) for key, word in role.choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role = cleaned.get("role")
        for name, roles in (("department", (LEAD, STAFF)), ("town", (TOWN,))):
            if role in roles:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("这个角色须选一个。"))
            else:
                cleaned[name] = None
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The district and the person count in the constraints, though the form does not ask for them."""
        return super()._get_validation_exclusions() - {"district", "user"}


class KnownPersonForm(RoleForm):
    """One more role for a person who has, or had, one in the district."""

    class Meta(RoleForm.Meta):
        fields = ["user", "role", "department", "town"]
        labels = {"user": _("人员")}

    field_order = ["user", "role", "department", "town"]

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, district=district, **kwargs)
        known = User.objects.filter(memberships__district=district, is_active=True)
        self.fields["user"].empty_label = _("请选择")
        self.fields["user"].queryset = known.distinct().order_by("full_name", "username")

    def validate_unique(self) -> None:
        """A role that had ended begins again."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"user"}

    def save(self, commit: bool = True) -> Membership:
        given = self.cleaned_data
        return Membership.take_up(
            given["user"],
            self.instance.district,
            given["role"],
            department=given["department"],
            town=given["town"],
        )


class InvitationForm(RoleForm):
    class Meta(RoleForm.Meta):
        model = Invitation
        fields = ["full_name", "role", "department", "town"]

    def _get_validation_exclusions(self) -> set[str]:
        return forms.ModelForm._get_validation_exclusions(self)


class NewAccountForm(forms.ModelForm):
    """The account that an invited person makes for themselves."""

    password1 = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )
    password2 = forms.CharField(
        label=_("再输一次密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ["full_name", "username", "phone", "email"]
        help_texts = {
            "username": _("登录用，字母、数字和 @ . + - _，如姓名全拼。"),
            "email": _("选填，用于接收提醒。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("两次输入的密码不一致。"))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        password = self.cleaned_data.get("password1")
        if password:
            try:
                validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password1", error)

    def unsaved_user(self) -> User:
        user = self.save(commit=False)
        user.set_password(self.cleaned_data["password1"])
        return user


class DistrictForm(forms.ModelForm):
    class Meta:
        model = District
        fields = ["name", "city", "office_name"]
