"""All settings, from the environment. Without any, a workbench of one machine in ``.zhunsheng``.

``ZHUNSHENG_HOME``: folder of the database, the sealed log, attachments and keys.
``ZHUNSHENG_DATABASE``: ``postgresql://user@host/name``; SQLite in the home folder otherwise.
``ZHUNSHENG_REGISTER``, ``ZHUNSHENG_TRACE``, ``ZHUNSHENG_RUNS``: what is judged by what, and where
finished runs lie. ``ZHUNSHENG_EDITIONS``: earlier editions of the register. ``ZHUNSHENG_HANDLING``:
levels and limits of a service. ``ZHUNSHENG_ZONE``: the legal zone. ``ZHUNSHENG_HTTPS=0``: without
HTTPS. ``ZHUNSHENG_HOSTS``: names this workbench answers to. ``ZHUNSHENG_DEMO=1``: the
demonstration's door, which lets anybody at this machine in; it opens on loopback addresses only.
``ZHUNSHENG_CLOCK``: seconds a demonstration's clock is moved by (else what its filling wrote into
the home folder).

Signing in. ``ZHUNSHENG_PASSWORDS``: ``dengbao`` (GB/T 22239 level 3: kinds of characters, a new
password every 90 days) or ``asvs`` (OWASP ASVS 5.0 §6.2: length, no forced change).
``ZHUNSHENG_IDLE_MINUTES`` (30), ``ZHUNSHENG_SESSION_HOURS`` (12). An organisation's own directory:
``ZHUNSHENG_OIDC_ISSUER``, ``ZHUNSHENG_OIDC_CLIENT``, ``ZHUNSHENG_OIDC_SECRET``,
``ZHUNSHENG_OIDC_NAME`` (as the button calls it) and ``ZHUNSHENG_OIDC_CLAIM`` (what in its answer is
the user name here; ``preferred_username``). ``ZHUNSHENG_PROXIES``: how many proxies of one's own
stand before the workbench and write ``X-Forwarded-For``.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

BASE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("ZHUNSHENG_HOME", ".zhunsheng/workbench")).absolute()
REGISTER = Path(os.environ.get("ZHUNSHENG_REGISTER", "registers/china-customs")).absolute()
EDITIONS = Path(os.environ.get("ZHUNSHENG_EDITIONS", HOME / "editions")).absolute()
"""Editions of the register that were in use before, a folder each."""
TRACE = Path(os.environ.get("ZHUNSHENG_TRACE", ".zhunsheng/demo-china-customs/trace")).absolute()
RUNS = Path(os.environ.get("ZHUNSHENG_RUNS", ".zhunsheng/demo-china-customs/runs")).absolute()
DEMO = os.environ.get("ZHUNSHENG_DEMO") == "1"
if DEMO and (HOME / "runs").is_dir():
    RUNS = HOME / "runs"  # the month judged week by week, when the demonstration was filled


def _clock() -> float:
    """How far a demonstration's clock is moved: as the environment says, or as its filling did."""
    kept = HOME / "clock"
    return float(os.environ.get("ZHUNSHENG_CLOCK") or (kept.read_text() if kept.exists() else 0))


CLOCK = _clock() if DEMO else 0.0
ZONE = os.environ.get("ZHUNSHENG_ZONE", "Asia/Shanghai")
HTTPS = os.environ.get("ZHUNSHENG_HTTPS", "0" if DEMO else "1") == "1"
HANDLING = Path(os.environ.get("ZHUNSHENG_HANDLING", BASE / "casework" / "handling.yaml"))
"""Levels, limits and consequences of a service: data."""


def _secret() -> str:
    """The key that signs cookies, made once, readable by this user alone."""
    place = HOME / "secret.key"
    if not place.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
                f.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass
    return place.read_text()


def _database() -> dict[str, Any]:
    url = os.environ.get("ZHUNSHENG_DATABASE")
    if url is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "workbench.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # What is acknowledged survives a power cut: FULL, not NORMAL.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536",
            },
        }
    parts = urlparse(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or os.environ.get("PGHOST", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


SECRET_KEY = os.environ.get("ZHUNSHENG_SECRET") or _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ZHUNSHENG_HOSTS", "127.0.0.1,localhost").split(",")
DATABASES = {"default": _database()}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "zhunsheng_web.ui",
    "zhunsheng_web.record",
    "zhunsheng_web.access",
    "zhunsheng_web.casework",
    "zhunsheng_web.export",
    "zhunsheng_web.papers",
    "zhunsheng_web.desk",
    "zhunsheng_web.boards",
    "zhunsheng_web.book",
    "zhunsheng_web.upkeep",
    "zhunsheng_web.api",
    "zhunsheng_web.filling",
    # After our own rooms: whose templates come first are used.
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zhunsheng_web.access.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhunsheng_web.access.middleware.ActorMiddleware",
    "zhunsheng_web.access.walls.WallMiddleware",
    "zhunsheng_web.record.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "zhunsheng_web.urls"
WSGI_APPLICATION = "zhunsheng_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhunsheng_web.access.context.frame",
            ],
            "builtins": ["zhunsheng_web.ui.templatetags.words"],
        },
    }
]
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
PASSWORDS = os.environ.get("ZHUNSHENG_PASSWORDS", "dengbao")
_RULES = "zhunsheng_web.access.passwords"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.Length", "OPTIONS": {"least": 10 if PASSWORDS == "dengbao" else 15}},
    *([{"NAME": f"{_RULES}.Kinds"}] if PASSWORDS == "dengbao" else []),
    {"NAME": f"{_RULES}.NotCommon"},
    {"NAME": f"{_RULES}.NotOneself"},
]
PASSWORD_DAYS = 90 if PASSWORDS == "dengbao" else None
"""After how many days a password has to be changed; None for never."""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "zhunsheng_web.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {
    # Per browser or address AND account (access.lockout): nobody locks out somebody else.
    "login_failed": "5/5m/key",
    # A flood from one address; whole offices sit behind one.
    "login": "120/m/ip",
}
MFA_ADAPTER = "zhunsheng_web.access.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Zhunsheng"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ADAPTER = "zhunsheng_web.access.adapters.DirectoryAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
DIRECTORY_CLAIM = os.environ.get("ZHUNSHENG_OIDC_CLAIM", "preferred_username")
DIRECTORY_NAME = os.environ.get("ZHUNSHENG_OIDC_NAME", "")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
DIRECTORY_ORIGIN: list[str] = []
if os.environ.get("ZHUNSHENG_OIDC_ISSUER"):
    _issuer = urlparse(os.environ["ZHUNSHENG_OIDC_ISSUER"])
    DIRECTORY_ORIGIN = [f"{_issuer.scheme}://{_issuer.netloc}"]
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "directory",
                "name": DIRECTORY_NAME or "OpenID Connect",
                "client_id": os.environ["ZHUNSHENG_OIDC_CLIENT"],
                "secret": os.environ["ZHUNSHENG_OIDC_SECRET"],
                "settings": {"server_url": os.environ["ZHUNSHENG_OIDC_ISSUER"]},
            }
        ],
    }
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ZHUNSHENG_PROXIES", "0"))
# Attempts are counted where every process sees them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kept_for_minutes",
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ZONE

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True

CSRF_FAILURE_VIEW = "zhunsheng_web.ui.faults.expired"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    # A browser takes a cookie of such a name from this host alone, and only over HTTPS.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = (
    "same-origin"  # "no-referrer" makes browsers send forms with "Origin: null"
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        # Signing in at the directory is a form that leads there.
        "form-action": ["'self'", *DIRECTORY_ORIGIN],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
IDLE_MINUTES = int(os.environ.get("ZHUNSHENG_IDLE_MINUTES", "30"))
SESSION_COOKIE_AGE = int(float(os.environ.get("ZHUNSHENG_SESSION_HOURS", "12")) * 3600)

# What breaks is told to whoever runs the server, with where; nothing a person wrote is logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": ["terminal"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["terminal"], "level": "WARNING", "propagate": False},
    },
}
