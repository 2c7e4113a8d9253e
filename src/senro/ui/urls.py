"""Addresses of the shell itself: theme, language, the page of parts."""

from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("ui/theme/", views.theme, name="theme"),
    path("ui/language/", views.language, name="language"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
