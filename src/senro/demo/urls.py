"""Addresses of the sample company."""

from django.urls import path

from . import views

urlpatterns = [path("demo/sign-in/<str:token>/", views.sign_in, name="demo_sign_in")]
