"""Imports: the list, a new one, its mapping, its commitment, its undoing."""

from django.urls import path

from . import downloads, sources, views

urlpatterns = [
    path("imports/", views.index, name="imports"),
    path("imports/new/", views.new, name="import_new"),
    path("imports/sources/", sources.index, name="sources"),
    path("imports/sources/new/", sources.new, name="source_new"),
    path("imports/sources/<slug:key>/", sources.edit, name="source"),
    path("imports/sources/<slug:key>/pull/", sources.ask, name="source_pull"),
    path("imports/sources/<slug:key>/removal/", sources.remove, name="source_removal"),
    path("imports/<uuid:import_id>/", views.show, name="import"),
    path("imports/<uuid:import_id>/mapping/", views.mapping, name="import_mapping"),
    path("imports/<uuid:import_id>/commitment/", views.commit, name="import_commit"),
    path("imports/<uuid:import_id>/cancellation/", views.cancel, name="import_cancel"),
    path("imports/<uuid:import_id>/undo/", views.undo, name="import_undo"),
    path("imports/<uuid:import_id>/rejects/", downloads.rejects, name="import_rejects"),
    path("imports/<uuid:import_id>/without-email/", downloads.no_email, name="import_no_email"),
]
