"""Notes and files beside a thing."""

from django.urls import path

from . import files, views

urlpatterns = [
    path("notes/<str:kind>/<uuid:subject_id>/", views.thread, name="thread"),
    path("notes/<str:kind>/<uuid:subject_id>/people.json", views.people, name="thread_people"),
    path("comments/<uuid:comment_id>/", views.comment, name="comment"),
    path("comments/<uuid:comment_id>/edit/", views.edit, name="comment_edit"),
    path("comments/<uuid:comment_id>/earlier/", views.earlier, name="comment_earlier"),
    path("comments/<uuid:comment_id>/removal/", views.removal, name="comment_removal"),
    path("comments/<uuid:comment_id>/pin/", views.pin, name="comment_pin"),
    path("files/<uuid:file_id>/", files.download, name="file"),
    path("files/<uuid:file_id>/preview/", files.preview, name="file_preview"),
    path("files/<uuid:file_id>/audience/", files.audience, name="file_audience"),
    path("files/<uuid:file_id>/removal/", files.removal, name="file_removal"),
]
