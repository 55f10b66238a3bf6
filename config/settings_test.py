"""Settings of the test suite: development settings whatever the environment says, SQLite unless
TEST_DATABASE_URL names another database, and a fast password hash."""

import os
import tempfile

os.environ["DEBUG"] = "1"
os.environ["SECRET_KEY"] = "test-key-" * 8
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or "sqlite:///:memory:"
os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="tasklists-test-media-")

from config.settings import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
