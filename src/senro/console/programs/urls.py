"""The method: its tabs, the entries of drafts, versions. A code may hold a slash: it stands last."""

from django.urls import path

from .views import criteria, entries, impact, logo, publishing, tabs, versions

PART = "<slug:kind>/<path:code>/"
urlpatterns = [
    path("method/", tabs.roadmap, name="method"),
    path("method/rules/", tabs.rules, name="method_rules"),
    path("method/sets/", tabs.new_set, name="method_set_new"),
    path(f"method/entry/{PART}", entries.entry, name="method_entry"),
    path(f"method/new/{PART}", entries.new_entry, name="method_entry_new"),
    path(f"method/move/{PART}", entries.move, name="method_move"),
    path(f"method/removal/{PART}", entries.removal, name="method_removal"),
    path(f"method/discard/{PART}", publishing.discard, name="method_discard"),
    path(f"method/publication/{PART}", publishing.publication, name="method_publication"),
    path(f"method/impact/{PART}", impact.impact, name="method_impact"),
    path("method/logo/checklist/<path:code>/", logo.logo, name="method_logo"),
    path(f"method/history/{PART}", versions.history, name="method_history"),
    path(f"method/version/<int:number>/{PART}", versions.version, name="method_version"),
    path(f"method/compare/{PART}", versions.compare, name="method_compare"),
    path(f"method/yaml/{PART}", versions.yaml_of, name="method_yaml"),
    path("method/proposal/criteria_set/<path:code>/", criteria.proposal, name="method_proposal"),
    path("method/preset/criteria_set/<path:code>/", criteria.preset, name="method_preset"),
    path("method/upload/", versions.upload, name="method_upload"),
    path("method/<slug:tab>/", tabs.tab, name="method_tab"),
]
