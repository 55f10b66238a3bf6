"""What the database itself refuses: a reference to a row of another district.

Django has no foreign keys over two columns, so migrations add them with `SameDistrict`: on
PostgreSQL a composite foreign key on (district, row), on SQLite a pair of triggers. SQLite drops a
table's triggers when Django rebuilds it for an `AlterField`, so a migration that alters such a table
ends with the `SameDistrict` operations again; a test walks every pair.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

MESSAGE = "row of another district"


class SameDistrict(Operation):
    """The row that `model.field` points at must have the same district as the row itself.

    The target needs a unique constraint on (district, id). `same_table` columns other than
    `district_id` are not supported: every district-owned table has one.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, field_name: str) -> None:
        self.model_name = model_name
        self.field_name = field_name

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return self.__class__.__qualname__, [self.model_name, self.field_name], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def describe(self) -> str:
        return f"Same district: {self.model_name}.{self.field_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"same_district_{self.model_name}_{self.field_name}".lower()

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        table, column, target, name = self._names(app_label, to_state)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (district_id, "{column}") '
                f'REFERENCES "{target}" (district_id, id)'
            )
            return
        for event in ("INSERT", "UPDATE"):
            # Names come from our own models, never from input.
            schema_editor.execute(
                f'CREATE TRIGGER "{name}_{event.lower()}" BEFORE {event} ON "{table}" '
                f'WHEN NEW."{column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{target}" '
                f'WHERE id = NEW."{column}" AND district_id = NEW.district_id) '
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table, _column, _target, name = self._names(app_label, from_state)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"')
            return
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}_{event.lower()}"')

    def _names(self, app_label: str, state: Any) -> tuple[str, str, str, str]:
        model = state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.field_name)
        table = model._meta.db_table
        return (
            table,
            field.column,
            field.remote_field.model._meta.db_table,
            f"{table}_{field.column}_district",
        )
