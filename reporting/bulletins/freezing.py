"""What the database itself refuses once a bulletin is out: changing its draft, blocks or what it rests on.

The published row is guarded by `append_only.AppendOnly`; this keeps the working paper behind it as it was,
so that it can be seen how the words came about. As with the other guards, SQLite loses triggers when
Django rebuilds the table: a migration that alters it ends with the operation again.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

MESSAGE = "a published bulletin is never changed"
FUNCTION = "refuse_change_of_published_bulletin"
PUBLISHED = "reporting_publishedbulletin"


class FrozenOncePublished(Operation):
    """Rows of `model` take no update once the bulletin that `column` names (its own key: "id") is out."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, column: str) -> None:
        self.model_name = model_name
        self.column = column

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return self.__class__.__qualname__, [self.model_name, self.column], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def describe(self) -> str:
        return f"Frozen once published: {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"frozen_{self.model_name}".lower()

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        is_out = f'SELECT 1 FROM "{PUBLISHED}" WHERE bulletin_id = OLD."{self.column}"'  # noqa: S608 (our own names)
        if schema_editor.connection.vendor == "postgresql":
            # A trigger's WHEN takes no subquery there: the function asks.
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}_{self.column}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF EXISTS ({is_out}) THEN RAISE EXCEPTION '{MESSAGE}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f'CREATE TRIGGER "{table}_frozen" BEFORE UPDATE ON "{table}" '
                f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}_{self.column}()"
            )
            return
        schema_editor.execute(
            f'CREATE TRIGGER "{table}_frozen" BEFORE UPDATE ON "{table}" '
            f"WHEN EXISTS ({is_out}) BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        on = f' ON "{table}"' if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_frozen"{on}')
