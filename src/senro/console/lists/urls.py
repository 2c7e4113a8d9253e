"""Saved views, changes of many rows, and of one cell."""

from django.urls import path

from . import bulk, cells, views

urlpatterns = [
    path("views/", views.save, name="view_save"),
    path("views/start/", views.start, name="view_start"),
    path("views/<str:key>/removal/", views.remove, name="view_remove"),
    path("accounts/bulk-edit/", bulk.edit, {"code": "accounts"}, name="accounts_bulk"),
    path("cases/bulk-edit/", bulk.edit, {"code": "cases"}, name="cases_bulk"),
    path("bulk-edits/<uuid:bulk_id>/", bulk.result, name="bulk_edit"),
    path("bulk-edits/<uuid:bulk_id>/undo/", bulk.undo, name="bulk_undo"),
    path("accounts/cell/", cells.cell, {"code": "accounts"}, name="account_cell"),
    path("cases/cell/", cells.cell, {"code": "cases"}, name="case_cell"),
]
