"""The rule editor."""

from django.urls import path

from . import views

urlpatterns = [
    path("rules/reading/", views.reading, name="rule_reading"),
    path("rules/words/", views.words, name="rule_words"),
]
