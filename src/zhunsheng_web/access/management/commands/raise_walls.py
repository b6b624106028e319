"""Raises the second wall in a PostgreSQL database; again after every change of its tables."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from zhunsheng_web.access.walls import policies, statements


class Command(BaseCommand):
    help = (
        "Lets PostgreSQL itself keep rows from readers. Run as the owner of the tables, after "
        "migrate; the workbench then connects as ROLE, which owns nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="the role the workbench connects as")

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        if connection.vendor != "postgresql":
            raise CommandError("This database has no row-level security; PostgreSQL has.")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
            )
            found = cursor.fetchone()
        if found is None:
            raise CommandError(
                f"There is no role {role}. As a superuser: CREATE ROLE {role} LOGIN PASSWORD '…';"
            )
        if found[0]:
            raise CommandError(f"{role} stands above every wall: it must be an ordinary role.")
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements(role):
                cursor.execute(statement)
        self.stdout.write(f"{len(policies())} tables are walled for {role}.")
