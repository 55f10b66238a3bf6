"""The page on which the office merges a department into another."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from districts.models import Department
from districts.permissions import Action, require
from tasklists.merging import merge_departments, what_would_move


class MergeForm(forms.Form):
    target = forms.ModelChoiceField(
        Department.objects.none(), label=gettext_lazy("并入"), empty_label=gettext_lazy("未选")
    )

    def __init__(self, *args: object, source: Department, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        others = Department.objects.filter(district=source.district_id, is_active=True)
        self.fields["target"].queryset = others.exclude(pk=source.pk)


@require_http_methods(["GET", "POST"])
def merge_department(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the other department → what goes over to it, and that it cannot be undone → merge."""
    source = get_object_or_404(Department.objects.visible_to(request.user).select_related("district"), pk=pk)
    require(request.user, Action.EDIT, source)
    form = MergeForm(request.POST or None, source=source)
    is_chosen = request.method == "POST" and form.is_valid()
    if is_chosen and "confirmed" in request.POST:
        try:
            merge = merge_departments(source, form.cleaned_data["target"], request.user)
        except ValidationError as error:
            form.add_error("target", error)
        else:
            messages.success(request, _("已合并：%(merge)s。") % {"merge": merge})
            return redirect("department_edit", merge.target_id)
    context = {
        "source": source,
        "district": source.district,
        "form": form,
        "target": form.cleaned_data.get("target") if is_chosen else None,
        "moving": what_would_move(source),
    }
    return render(request, "districts/department_merge.html", context)
