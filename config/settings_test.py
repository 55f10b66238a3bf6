"""Settings of the test suite: production's rules whatever the environment says, a fast password hash,
plain static files, and SQLite in a file unless TEST_DATABASE_URL names another database."""

import os
import tempfile
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="tasklists-test-", ignore_cleanup_errors=True)
FOLDER = Path(_folder.name)

os.environ["DEBUG"] = "1"
os.environ["SECRET_KEY"] = "test-key-" * 8
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{FOLDER / 'db.sqlite3'}"
os.environ["MEDIA_ROOT"] = str(FOLDER / "media")

from config.settings import *  # noqa: F403
from config.settings import DATABASES

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # look files up when asked, instead of reading all at each test's start

if DATABASES["default"]["ENGINE"] == "config.sqlite":
    # A file, as in use: the live server of browser tests then has a connection of its own.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
