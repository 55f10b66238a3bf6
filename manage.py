#!/usr/bin/env python3
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["read_document"] and not os.environ.get("SECRET_KEY"):
        os.environ["DEBUG"] = "1"  # it reads a file and prints: nothing secret, no database
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
