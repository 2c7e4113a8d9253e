"""Approvals: what needs a manager's word."""

from django.urls import path

from . import views

urlpatterns = [
    path("approvals/", views.queue, name="approvals"),
    path("approvals/decisions/", views.several, name="approvals_decide"),
    path("approvals/<uuid:approval_id>/", views.one, name="approval"),
    path("approvals/<uuid:approval_id>/decision/", views.decision, name="approval_decide"),
    path("approvals/<uuid:approval_id>/comments/", views.comment, name="approval_comment"),
]
