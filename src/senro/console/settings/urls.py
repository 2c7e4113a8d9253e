"""Settings: people, keys, the record, the organisation."""

from django.urls import path

from . import archive, facts, intake, organization, products, views, work

urlpatterns = [
    path("settings/", views.index, name="settings"),
    path("settings/people/", views.people, name="people"),
    path("settings/people/new/", views.person_new, name="person_new"),
    path("settings/people/<uuid:person_id>/", views.person, name="person"),
    path("people/holdings/", work.everybodys_work, name="everybodys_work"),
    path("people/<uuid:person_id>/holdings/", work.work, name="person_work"),
    path("settings/organization/", organization.organization, name="organization"),
    path("settings/teams/", organization.teams, name="teams"),
    path("settings/teams/<uuid:team_id>/", organization.team_name, name="team_name"),
    path("settings/products/", products.products, name="products"),
    path(
        "settings/products/<uuid:product_id>/",
        products.self_onboarding,
        name="product_self_onboarding",
    ),
    path("settings/keys/", views.keys, name="keys"),
    path("settings/intake/", intake.intake, name="intake"),
    path("settings/intake/rate/", intake.rate_now, name="intake_rate"),
    path("settings/intake/mappings/", intake.mapping_new, name="intake_mappings"),
    path(
        "settings/intake/mappings/<uuid:mapping_id>/removal/",
        intake.mapping_removal,
        name="intake_mapping_removal",
    ),
    path("settings/archive/", archive.archive, name="archive"),
    path("settings/keys/<uuid:key_id>/revoke/", views.key_revoke, name="key_revoke"),
    path("settings/record/", views.record, name="record"),
    path("notifications/", views.notifications, name="notifications"),
    path("facts/<uuid:fact_id>/", facts.fact, name="fact"),
    path("facts/<uuid:fact_id>/undo/", facts.undo, name="fact_undo"),
    path("facts/<uuid:fact_id>/redo/", facts.redo, name="fact_redo"),
]
