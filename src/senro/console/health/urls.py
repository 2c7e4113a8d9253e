"""Health."""

from django.urls import path

from . import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("health/list.csv", views.health_file, {"kind": "csv"}, name="health_csv"),
    path("health/list.xlsx", views.health_file, {"kind": "xlsx"}, name="health_xlsx"),
]
