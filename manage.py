#!/usr/bin/env python
"""Command line entry point; `python manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if os.environ.get("DEBUG") == "1":
            raise
        sys.exit(f"Configuration / 配置错误: {error}")


if __name__ == "__main__":
    main()
