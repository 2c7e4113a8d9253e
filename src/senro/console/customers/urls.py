"""Accounts, search, custom fields. A key may hold a slash, so what is longer stands first."""

from django.urls import path

from .views import (
    account,
    accounts,
    deals,
    end_user_records,
    end_users,
    erasing,
    fields,
    health,
    merging,
    records,
    search,
    touches,
)

ACCOUNT = "accounts/<path:key>/"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/list.csv", accounts.accounts_file, {"kind": "csv"}, name="accounts_csv"),
    path("accounts/list.xlsx", accounts.accounts_file, {"kind": "xlsx"}, name="accounts_xlsx"),
    path("accounts/duplicates/", merging.duplicates, name="accounts_duplicates"),
    path("accounts/duplicates/distinct/", merging.distinct, name="accounts_distinct"),
    path("accounts/new/", records.account_new, name="account_new"),
    path(f"{ACCOUNT}edit/", records.account_edit, name="account_edit"),
    path(
        f"{ACCOUNT}contacts/<uuid:contact_id>/merge/", merging.merge_contact, name="contact_merge"
    ),
    path(f"{ACCOUNT}merge/", merging.merge, name="account_merge"),
    path(f"{ACCOUNT}health/override/", health.override, name="health_override"),
    path(f"{ACCOUNT}health/override/ending/", health.ending, name="health_override_ending"),
    path(f"{ACCOUNT}touches/new/", touches.touch_new, name="account_touch"),
    path(f"{ACCOUNT}purposes/", touches.purposes, name="account_purposes"),
    path(f"{ACCOUNT}contacts/new/", records.contact_new, name="contact_new"),
    path(f"{ACCOUNT}contacts/<uuid:contact_id>/", records.contact_edit, name="contact"),
    path(
        f"{ACCOUNT}contacts/<uuid:contact_id>/leaving/",
        records.contact_leaving,
        name="contact_leaving",
    ),
    path(f"{ACCOUNT}contacts/<uuid:contact_id>/erasure/", erasing.contact, name="contact_erasure"),
    path(
        f"{ACCOUNT}end-users/<uuid:end_user_id>/erasure/",
        erasing.end_user,
        name="end_user_erasure",
    ),
    path(f"{ACCOUNT}end-users/new/", end_user_records.new, name="end_user_new"),
    path(f"{ACCOUNT}end-users/<uuid:end_user_id>/", end_user_records.edit, name="end_user"),
    path(f"{ACCOUNT}events/erasure/", erasing.events, name="events_erasure"),
    path(f"{ACCOUNT}contracts/new/", records.contract_new, name="contract_new"),
    path(f"{ACCOUNT}contracts/<uuid:contract_id>/", records.contract_edit, name="contract"),
    path(
        f"{ACCOUNT}contracts/<uuid:contract_id>/worth/",
        records.contract_worth,
        name="contract_worth",
    ),
    path(f"{ACCOUNT}deals/new/", deals.new, name="deal_new"),
    path(f"{ACCOUNT}deals/<uuid:deal_id>/", deals.edit, name="deal"),
    path(f"{ACCOUNT}end-users/method/", end_users.method, name="end_users_method"),
    path(f"{ACCOUNT}end-users.csv", end_users.end_users_csv, name="end_users_csv"),
    path(ACCOUNT, account.account, name="account"),
    path("search/", search.find, name="search"),
    path("settings/fields/", fields.fields, name="custom_fields"),
    path("settings/fields/<uuid:field_id>/removal/", fields.field_removal, name="field_removal"),
]
