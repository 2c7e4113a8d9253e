"""Saved views."""

from django.urls import path

from . import views

urlpatterns = [
    path("views/", views.save, name="view_save"),
    path("views/start/", views.start, name="view_start"),
    path("views/<str:key>/removal/", views.remove, name="view_remove"),
]
