"""The first steps of a new installation."""

from django.urls import path

from . import views

urlpatterns = [
    path("welcome/", views.welcome, name="welcome"),
    path("welcome/<str:step>/", views.step, name="welcome_step"),
]
