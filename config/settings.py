"""Settings. Everything that differs between machines comes from the environment."""

from __future__ import annotations

import os

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env, logs, places

BASE_DIR = places.BASE_DIR
DEBUG = env.flag("DEBUG")
SECRET_KEY = places.secret_key()
SECRET_KEY_FALLBACKS = env.secrets("SECRET_KEY_FALLBACKS")
DEMO_MODE = env.flag("DEMO_MODE")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default="127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS")

INSTALLED_APPS = [
    "config",
    "coordination",
    "tasking",
    "budget",
    "personnel",
    "desk",
    "organization",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "config.guarded.GuardedAnswers",
    "config.access.AccessMiddleware",
    "config.in_the_clear.NothingInTheClear",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.PageCompression",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organization.middleware.ActingIdentityMiddleware",
    "organization.presence.PresenceMiddleware",
    "organization.holding.HoldMiddleware",
    "organization.admin_places.AdminPlacesMiddleware",
    "organization.middleware.BackToTheFormMiddleware",
    "organization.middleware.SecondWallMiddleware",
    "desk.limiting.LimitedRequests",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "organization.context.frame",
                "coordination.first.first_steps",
            ],
            # In the place of Django's tags of the same names.
            "builtins": ["organization.templatetags.quick"],
            "libraries": {"i18n": "organization.templatetags.quick"},
        },
    },
]
# `i18n` names two libraries on purpose: the second takes the place of the first.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

# --- data -------------------------------------------------------------------------
_url, _options = places.database_url(places.process_role())
DATABASES = {"default": dj_database_url.parse(_url)}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.number("CONN_MAX_AGE", default=600),
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {"connect_timeout": 5, "application_name": "yipan"} | _options,
    "TEST": {"NAME": "test_yipan"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = places.redis_url()
# Several sites may share one Redis; their live updates must not mix.
CHANNEL_PREFIX = os.environ.get("CHANNEL_PREFIX", "yipan")
SESSION_ENGINE = "organization.sessions"
# A per-process cache only: no request path but the live channel and the wake-up may
# wait for Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- people -----------------------------------------------------------------------
AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = ["organization.signing_in.SignInBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": "organization.passwords.NotGuessable"},
    {"NAME": "organization.passwords.NotBreached"},
    {"NAME": "organization.passwords.Composition"},
]
# "mlps": three kinds of signs and a new one every 90 days (GB/T 22239-2019); without,
# as OWASP ASVS 5.0 wants it.
PASSWORD_RULES = env.one_of("PASSWORD_RULES", ("", "mlps"))
# A file of passwords that are known to others, one in a line, in small letters.
PASSWORD_LIST = env.file("PASSWORD_LIST")
# A second proof besides the password: "optional", "required" of everybody, or "off".
# Where it is not off the three separated duties must have one.
SECOND_FACTOR = env.one_of("SECOND_FACTOR", ("optional", "required", "off"))
# 1: a client certificate that the proxy has verified lets in whom it is bound to.
CLIENT_CERTIFICATES = env.flag("CLIENT_CERTIFICATES")
# The unit's identity service (OpenID Connect): whom it names has an account of the same
# user name here. "service": it has asked for a second proof itself.
OIDC_ISSUER, OIDC_CLIENT_ID = env.text("OIDC_ISSUER"), env.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET, OIDC_CA = env.secret("OIDC_CLIENT_SECRET"), env.text("OIDC_CA")
OIDC_CLAIM = env.text("OIDC_CLAIM", default="preferred_username")
OIDC_SCOPE = env.text("OIDC_SCOPE", default="openid profile")
OIDC_SECOND_FACTOR = env.one_of("OIDC_SECOND_FACTOR", ("own", "service"))
# Where accounts with one of the three separated duties may be used: addresses and
# networks; empty: everywhere.
ADMIN_FROM = env.networks("ADMIN_FROM", default="")
# Failed tries to sign in within a quarter of an hour: of one name, and from one
# address, behind which a whole station may sit. Further ones are refused for a quarter
# of an hour.
SIGN_IN_TRIES = env.number("SIGN_IN_TRIES", default=5)
SIGN_IN_ADDRESS_TRIES = env.number("SIGN_IN_ADDRESS_TRIES", default=50)
LOGIN_URL = "organization:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "organization:sign_in"

# What a page may read is narrowed once more by the database, see `config.wall`.
SECOND_WALL = env.flag("SECOND_WALL", default=True)

# --- language and time ------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# --- static files -----------------------------------------------------------------
STATIC_URL = "/static/"
GUIDE_DIR = BASE_DIR / "docs" / "guide"
RUNBOOK_DIR = BASE_DIR / "docs" / "runbook"
# The guide's pictures are those of the documents.
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "screenshots")]
STATIC_ROOT = places.var_dir() / "static"
# Without collected files (while developing, in tests) they come straight from source.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or env.flag("PLAIN_STATIC")
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody elsewhere needs our files
_STATIC = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if WHITENOISE_USE_FINDERS
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC},
}
MEDIA_ROOT = places.var_dir() / "media"

# --- browser ----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# A session ends after so many seconds whatever is done in it, and after so many
# minutes in which nothing is. Who looks around in the demo reads for longer than that,
# and there is nothing to protect.
SESSION_COOKIE_AGE = env.number("SESSION_SECONDS", default=12 * 3600)
SESSION_IDLE_MINUTES = env.number(
    "SESSION_IDLE_MINUTES", default=12 * 60 if DEMO_MODE else 15
)
# At so many places one may be signed in; at the next one the oldest session ends.
SESSION_LIMIT = env.number("SESSION_LIMIT", default=3)
# Under a name of their own: during an upgrade older processes ask for theirs.
SESSION_COOKIE_NAME = "yipan-session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
# No script asks for them: the page itself carries the token of its forms.
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "organization.cookies.Messages"
# Before the names of cookies that are not named here: this host's alone.
COOKIE_PREFIX = ""
if HTTPS:
    COOKIE_PREFIX = "__Host-"
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-yipan", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 86400
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The composer sends three fields for each of up to 400 stations, and who is chosen.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = [
    "desk.uploads.SmallUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# How often one may search, export and import is told in `desk.limiting`; a site where
# that is too little multiplies it.
LIMITS_FACTOR = env.number("LIMITS_FACTOR", default=1)

# --- interface for other systems --------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "organization.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "desk.paging.CodePagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "desk.problems.exception_handler",
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Yipan",
    "VERSION": "1",
    "DESCRIPTION": "One board for headquarters and stations.",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- background work --------------------------------------------------------------
_SOCKET = {
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_BROKER_URL = places.broker_url()
CELERY_BROKER_TRANSPORT_OPTIONS = _SOCKET | {
    "visibility_timeout": 120,
    "unacked_restore_interval": 1,
    "socket_timeout": 1 if places.process_role() == "web" else 5,
    "max_retries": 0 if places.process_role() == "web" else None,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_DISABLE_PREFETCH = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TIMEZONE = TIME_ZONE

# --- people -------------------------------------------------------------------------
# What posts are called; others may be typed.
POST_KINDS = env.words("POST_KINDS") or [
    *("所长", "教导员", "副所长", "内勤", "社区民警", "办案民警", "户籍民警"),
    *("负责人", "经办人", "勤务辅警", "文职辅警"),
]
# Whoever holds one of these looks after residents.
COMMUNITY_POSTS = env.words("COMMUNITY_POSTS") or ["社区民警"]

# Of a station's police officers so many per cent are to be at post at least; a leave
# that takes more is told, not forbidden.
LEAST_ON_POST = env.number("LEAST_ON_POST", default=50)

# Hours of a week that a community officer owes it: 30 in one place, 20 in another.
COMMUNITY_HOURS = env.number("COMMUNITY_HOURS", default=30)
# Protected time that an order took is to be made up within so many days after it.
OWED_DAYS = env.number("OWED_DAYS", default=30)
# Hours of work beyond the norm of eight per working day that nobody should have in a
# month (劳动法, article 41, by analogy: officers have no limit of their own).
OVERTIME_LIMIT = env.number("OVERTIME_LIMIT", default=36)

# --- money --------------------------------------------------------------------------
# Who owes a word about a payment is asked again after so many working days; 0: never.
MONEY_REMINDER_DAYS = env.number("MONEY_REMINDER_DAYS", default=5)

# --- letters ------------------------------------------------------------------------
# Letters that were read are forgotten after so many days.
INBOX_DAYS = env.number("INBOX_DAYS", default=90)
# Without a server no mail leaves the house and nobody is asked about it.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "yipan@localhost")
# Where people find Yipan, for the last line of a mail.
SITE_URL = os.environ.get("SITE_URL", "")

# --- backups ------------------------------------------------------------------------
# When the nightly backup begins, local time; its drill follows.
NIGHTLY_AT = os.environ.get("NIGHTLY_AT", "02:15")
# Backups older than so many days go; the last two never do.
BACKUP_DAYS = env.number("BACKUP_DAYS", default=14)
# With a server of one's own: fetch its changes too (config/safety/streaming.py).
ARCHIVE_CHANGES = env.flag("ARCHIVE_CHANGES")

# --- the audit trail ----------------------------------------------------------------
# Acts and changes of rows are kept for so many months; never fewer than six.
AUDIT_MONTHS = env.number("AUDIT_MONTHS", default=12, least=6)

# --- figures for monitoring ---------------------------------------------------------
# Who may read /metrics: addresses and networks. Nobody beyond a proxy ever may.
METRICS_FROM = env.networks("METRICS_FROM", default="127.0.0.1,::1")
# Collectors and probes inside the network speak plainly: no personal data is in it.
SECURE_REDIRECT_EXEMPT = [r"^metrics$", r"^healthz$", r"^readyz$"]

# --- logs -------------------------------------------------------------------------
LOGGING = logs.configuration()
