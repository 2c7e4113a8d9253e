"""Django settings. Everything a host may change is an environment variable, read by `env`."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from senro.config import env

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()
SECRET_KEY = env.secret_key(DATA_DIR)
DEBUG = env.boolean("SENRO_DEBUG")
DEMO = env.boolean("SENRO_DEMO")
ALLOWED_HOSTS = [
    host.strip()
    for host in env.text("SENRO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]
CSRF_TRUSTED_ORIGINS = [
    origin.strip() for origin in env.text("SENRO_ORIGINS").split(",") if origin.strip()
]
HTTPS = env.boolean("SENRO_HTTPS")

INSTALLED_APPS = [
    "senro.kernel",
    "senro.customers",
    "senro.usage",
    "senro.programs",
    "senro.onboarding",
    "senro.health",
    "senro.exchange",
    "senro.ui",
    "senro.console",
    "senro.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    # Outermost, so that no answer leaves without these headers, refusals of other middleware included.
    "senro.console.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "senro.config.shortcut.IntakeMiddleware",
    # A page of many rows repeats itself: a tenth of it goes over the line. Its random padding keeps
    # the length of an answer from telling what a token in it is (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "senro.console.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "senro.console.middleware.SeenMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "senro.console.middleware.MeasureMiddleware",
    "senro.console.middleware.SignInMiddleware",
    "senro.console.middleware.ActorMiddleware",
    "senro.console.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "senro.config.urls"
WSGI_APPLICATION = "senro.config.wsgi.application"

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
                "senro.ui.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "senro.ui.templatetags.senro_ui",
            ],
        },
    }
]

DATABASES = {"default": env.database(DATA_DIR)}
# The event table, written and read by senro.lake alone.
LAKE_DIR = DATA_DIR / "lake"
EVENTS_KEPT_DAYS = env.integer("SENRO_EVENTS_KEPT_DAYS", 5 * 365, least=36, most=36_500)
# Files of events that other programs lay down here are taken in by the worker.
WATCH_DIR = env.text("SENRO_WATCH_DIR")
# Databases that may be read, with their passwords: Django hides what is called a secret.
SECRET_SOURCES = env.text("SENRO_SOURCES")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "kernel.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "senro.console.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reset_password": "senro.console.people.forms.ResetPasswordForm"}
# Nobody can make this server write to strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "5/m/ip,3/m/key"}
USERSESSIONS_TRACK_ACTIVITY = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SENRO_UI_COUNTS = "senro.console.shell.counts"

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "senro_cache",
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("SENRO_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.text("SENRO_SMTP_HOST", "localhost")
EMAIL_PORT = env.integer("SENRO_SMTP_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("SENRO_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SENRO_SMTP_PASSWORD")
EMAIL_USE_TLS = env.boolean("SENRO_SMTP_TLS", True)
DEFAULT_FROM_EMAIL = env.text("SENRO_MAIL_FROM", "senro@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
