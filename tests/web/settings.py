"""The shipped settings, with a home folder of the test process's own."""

import os
import tempfile

os.environ["ZHUNSHENG_HOME"] = tempfile.mkdtemp(prefix="zhunsheng-web-")
os.environ.setdefault("ZHUNSHENG_HTTPS", "0")

from zhunsheng_web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
