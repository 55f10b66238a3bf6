"""Django's SQLite backend, with one difference: triggers outlive a table that is rebuilt.

Django changes a column on SQLite by building a new table and renaming it. SQLite then drops the
triggers of the old table, and refuses the rename while triggers of other tables name it. Both would
lose the guards of `districts.integrity` and `districts.append_only`, so every such change takes all
triggers off and puts them back as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base, schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    @contextmanager
    def _triggers_kept(self) -> Iterator[None]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        for name, _sql in triggers:
            self.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            self.execute(sql)

    def _remake_table(self, *args: Any, **kwargs: Any) -> None:
        with self._triggers_kept():
            super()._remake_table(*args, **kwargs)

    def alter_db_table(self, *args: Any, **kwargs: Any) -> None:
        # _remake_table renames too; there the triggers are off already and nothing happens here.
        with self._triggers_kept():
            super().alter_db_table(*args, **kwargs)


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
