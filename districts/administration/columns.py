"""How a cell of an import or export file is read and written: the words of the screen, and names
looked up in the district of the row."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from import_export import widgets

from districts.models import User

YES, NO = "是", "否"


class Label(widgets.Widget):
    """A choice by its word; the stored value is understood as well."""

    def __init__(self, choices: type[models.TextChoices]) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        if not text:
            return ""
        for stored, word in self.choices.choices:
            if text in (stored, str(word)):
                return stored
        words = "、".join(str(word) for _stored, word in self.choices.choices)
        raise ValueError(_("“%(text)s”不在可填的词中：%(words)s。") % {"text": text, "words": words})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(dict(self.choices.choices).get(value, value or ""))


class YesNo(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        text = str(value if value is not None else "").strip().lower()
        if text in (YES, "true", "1", "y", "yes", "√"):
            return True
        if text in (NO, "", "false", "0", "n", "no"):
            return False
        raise ValueError(_("“%(text)s”请改填“是”或“否”。") % {"text": text})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return YES if value else NO


class Day(widgets.Widget):
    """2026-10-31, 2026/10/31 or a spreadsheet's date."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date | None:
        if value in (None, ""):
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        try:
            day = parse_date(str(value).strip().replace("/", "-").replace(".", "-"))
        except ValueError:
            day = None
        if day is None:
            raise ValueError(_("“%(text)s”不是日期，请按 2026-10-31 填写。") % {"text": value})
        return day

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        return value if kwargs.get("force_native_type") else value.isoformat()


class Number(widgets.DecimalWidget):
    """Without needless zeros; a number in xlsx."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(str(value).replace(",", "") if isinstance(value, str) else value, row)
        except ArithmeticError as error:
            raise ValueError(_("“%(text)s”不是数字。") % {"text": value}) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        text = f"{value:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return Decimal(text) if kwargs.get("force_native_type") else text


class Whole(widgets.IntegerWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        try:
            return super().clean(value, row)
        except (ValueError, ArithmeticError) as error:
            raise ValueError(_("“%(text)s”不是整数。") % {"text": value}) from error


class Text(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class Named(widgets.Widget):
    """A row of the same district by its name, or whatever `find` makes of the cell and its row."""

    def __init__(
        self,
        model: type[models.Model],
        find: Callable[[models.QuerySet, str, dict[str, Any]], models.QuerySet] | None = None,
        show: Callable[[Any], str] = str,
    ) -> None:
        super().__init__()
        self.model = model
        self.find = find or (lambda rows, text, row: rows.filter(name=text))
        self.show = show

    def clean(self, value: Any, row: Any = None, *, district: Any = None, **kwargs: Any) -> Any:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        found = list(self.find(self.model._default_manager.filter(district=district), text, row or {})[:2])
        named = {"kind": self.model._meta.verbose_name, "text": text}
        if not found:
            raise ValueError(_("本区没有%(kind)s“%(text)s”。") % named)
        if len(found) > 1:
            raise ValueError(_("本区有不止一个%(kind)s“%(text)s”，无法确定是哪一个。") % named)
        return found[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.show(value) if value is not None else ""


class Person(widgets.Widget):
    """By user name, among those whom the importing person may see."""

    def clean(self, value: Any, row: Any = None, *, user: Any = None, **kwargs: Any) -> User | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        found = User.objects.visible_to(user).filter(username=text).first()
        if found is None:
            raise ValidationError(_("本区没有用户“%(text)s”，新人请用邀请链接加入。") % {"text": text})
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.username if value else ""
