"""Sign-in, password, second factor, sessions, and one's own profile."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/<int:session_id>/end/", views.end_session, name="session_end"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
