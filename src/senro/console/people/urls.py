"""Sign-in, password, second factor, sessions, and one's own profile."""

from django.urls import include, path, re_path

from . import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/<int:session_id>/end/", views.end_session, name="session_end"),
    # Nobody signs up or changes an address by themselves: an administrator does.
    *(
        re_path(f"^{start}/", views.nothing, name="not_offered")
        for start in ("signup", "email", "confirm-email", "login/code")
    ),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
