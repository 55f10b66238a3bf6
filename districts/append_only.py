"""What the database itself refuses: changing or deleting a row of a log.

`AppendOnly` guards a table with triggers on both databases, against the ORM and raw SQL alike. As
with `SameDistrict`, SQLite loses triggers when Django rebuilds the table: a migration that alters it
ends with the operation again.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

MESSAGE = "rows of this log are never changed or deleted"
EVENTS = ("UPDATE", "DELETE")
FUNCTION = "refuse_change_of_log"


def guard(schema_editor: Any, table: str) -> None:
    """Put the triggers on the table (again)."""
    unguard(schema_editor, table)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        schema_editor.execute(
            f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
        )
        schema_editor.execute(
            f'CREATE TRIGGER "{table}_append_only_all" BEFORE TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )
        return
    for event in EVENTS:
        schema_editor.execute(
            f'CREATE TRIGGER "{table}_append_only_{event.lower()}" BEFORE {event} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def unguard(schema_editor: Any, table: str) -> None:
    """Take the triggers off: for a migration backwards, and for a test that empties the database."""
    if schema_editor.connection.vendor == "postgresql":
        for name in (f"{table}_append_only", f"{table}_append_only_all"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
        return
    for event in EVENTS:
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_append_only_{event.lower()}"')


def guarded_tables(connection: Any) -> list[str]:
    """Tables that carry the triggers now."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgname = c.relname || '_append_only'"
            )
        else:
            cursor.execute(
                "SELECT tbl_name FROM sqlite_master "
                "WHERE type = 'trigger' AND name = tbl_name || '_append_only_delete'"
            )
        return sorted(row[0] for row in cursor.fetchall())


class AppendOnly(Operation):
    """Rows of `model` can be inserted and read, nothing else."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return self.__class__.__qualname__, [self.model_name], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def describe(self) -> str:
        return f"Append only: {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"append_only_{self.model_name}".lower()

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        guard(schema_editor, to_state.apps.get_model(app_label, self.model_name)._meta.db_table)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        unguard(schema_editor, from_state.apps.get_model(app_label, self.model_name)._meta.db_table)
