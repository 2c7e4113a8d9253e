"""Signals."""

from django.urls import path

from . import views

urlpatterns = [
    path("signals/", views.signals, name="signals"),
    path("signals/several/", views.several, name="signals_several"),
    path("signals/<uuid:signal_id>/task/", views.take_up, name="signal_task"),
]
