"""The command palette, what one looked at last, stars."""

from django.urls import path

from . import views

urlpatterns = [
    path("palette/", views.palette, name="palette"),
    path("visits/<str:kind>/<uuid:subject_id>/", views.visit, name="visit"),
    path("favourites/<str:kind>/<uuid:subject_id>/", views.favourite, name="favourite"),
]
