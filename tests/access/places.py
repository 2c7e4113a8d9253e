"""Where every address of Senro belongs: what it is about, and what its POST needs.

The check in test_every_url.py asks each of them as each of `PEOPLE`. A new address that is not
placed here fails that check: add one line.

    about   "open"     whoever comes, signed in or not
            "own"      whoever is signed in, about themselves
            "desk"     colleagues, each with what they may see
            "case"     a running case of ACC-002 (team mm)
            "returned" the same, for addresses that sales use on cases handed back to them
            "account"  ACC-002 (team mm)
            "admin"    administrators; for others it is not there
            "leads"    administrators and managers; for others it is not there
            "import"   administrators and CS Ops; for others it is not there
            "fact"     a fact about the case
            "note"     an internal note or file beside the case, an administrator's
            "api"      asked with a key: in full in tests/api/test_access.py
            "mfa"      allauth's own pages, which ask for the password again first
    get     False where only a POST is taken
    post    what the POST needs (a row of `MAY`), "" where only a GET is taken
"""

from __future__ import annotations

from dataclasses import dataclass, field

COLLEAGUES = frozenset({"admin", "manager", "cs_ops", "csm_mm", "csm_ent", "specialist_mm",
                        "sales", "marketing", "contractor", "partner", "viewer"})  # fmt: skip
PEOPLE = ("admin", "manager", "cs_ops", "csm_mm", "csm_ent", "specialist_mm", "sales",
          "marketing", "contractor", "partner", "viewer", "customer")  # fmt: skip

# The contractor's and the partner's own customer is ACC-003; the customer's own is ACC-001.
ALL_OF_THE_TEAM = COLLEAGUES - {"sales", "contractor", "partner"}
SEES = {
    "open": frozenset({"anonymous", *PEOPLE}),
    "own": frozenset(PEOPLE),
    "mfa": frozenset(PEOPLE),
    "desk": COLLEAGUES,
    "case": ALL_OF_THE_TEAM,
    "returned": ALL_OF_THE_TEAM | {"sales"},
    "account": ALL_OF_THE_TEAM | {"sales"},
    "admin": frozenset({"admin"}),
    "leads": frozenset({"admin", "manager"}),
    "import": frozenset({"admin", "cs_ops"}),
    "fact": ALL_OF_THE_TEAM,
    # Beside the case: internal, so not for CS marketing.
    "note": ALL_OF_THE_TEAM - {"marketing"},
}
LEAD = frozenset({"admin", "manager"})
TEAM = frozenset({"csm_mm", "specialist_mm"})
# "others' → 403": csm_ent is in no row.
MAY = {
    "anybody": frozenset({"anonymous", *PEOPLE}),
    "oneself": frozenset(PEOPLE),
    "colleague": COLLEAGUES,
    "case": LEAD | TEAM,
    "some case": LEAD | TEAM | {"csm_ent"},
    "override": LEAD,
    "approval talk": ALL_OF_THE_TEAM - {"marketing", "viewer"},
    "sales too": LEAD | TEAM | {"sales"},
    "touch": LEAD | TEAM | {"sales"},
    "account": LEAD | TEAM | {"cs_ops"},
    "some account": LEAD | TEAM | {"csm_ent", "cs_ops"},
    "note": LEAD | TEAM | {"csm_ent", "cs_ops", "sales"},
    "own note": frozenset({"admin"}),
    "method": frozenset({"admin", "cs_ops"}),
    "admin": frozenset({"admin"}),
    "leads": LEAD,
    "import": frozenset({"admin", "cs_ops"}),
}


@dataclass(frozen=True)
class Place:
    """One address."""

    about: str
    post: str = ""
    get: bool = True
    args: dict[str, str] = field(default_factory=dict)
    # A GET that only whoever may POST is shown (a form and nothing else).
    form: bool = False
    sends: dict[str, str] = field(default_factory=dict)


def page(about: str, **args: str) -> Place:
    """Only looked at."""
    return Place(about, args=args)


def form(about: str, post: str, **args: str) -> Place:
    """A page whose POST changes something."""
    return Place(about, post, form=True, args=args)


def deed(about: str, post: str, sends: dict[str, str] | None = None, **args: str) -> Place:
    """Only POST."""
    return Place(about, post, get=False, args=args, sends=sends or {})


PHASES = {"kind": "phase_set", "code": "standard"}
CONSOLE = {
    "healthz": page("open"),
    "ui:styleguide": page("nothing"),
    "ui:theme": deed("open", "anybody"),
    "ui:language": deed("open", "anybody"),
    # Oneself.
    "profile": Place("own", "oneself"),
    "usersessions_list": page("own"),
    "session_end": Place("nothing", "oneself", get=False, args={"session_id": "987654"}),
    "settings": page("desk"),
    "notifications": Place("desk", "colleague"),
    "record": page("desk"),
    "fact": page("fact", fact_id="fact"),
    "fact_undo": deed("fact", "case", fact_id="fact"),
    "fact_redo": deed("fact", "case", fact_id="undone"),
    # Administrators.
    "people": page("admin"),
    "person_new": form("admin", "admin"),
    "person": form("admin", "admin", person_id="person"),
    "everybodys_work": page("leads"),
    "person_work": form("leads", "leads", person_id="person"),
    "organization": form("admin", "admin"),
    "teams": form("admin", "admin"),
    "team_name": deed("admin", "admin", team_id="team"),
    "products": page("import"),
    "product_self_onboarding": deed("import", "import", product_id="product"),
    "keys": form("admin", "admin"),
    "archive": form("admin", "admin"),
    "key_revoke": deed("admin", "admin", key_id="key"),
    # Today, the board, cases.
    "today": page("desk"),
    "today_done": Place("nothing", "oneself", get=False, args={"item": "nothing"}),
    "today_snooze": Place("nothing", "oneself", get=False, args={"item": "nothing"}),
    "today_several": deed("desk", "colleague"),
    "today_undo": deed("desk", "colleague", item="nothing"),
    "board": page("desk"),
    "cases": page("desk"),
    "cases_csv": page("desk"),
    "cases_xlsx": page("desk"),
    "accounts_bulk": form("desk", "some account"),
    "cases_bulk": form("desk", "some case"),
    "bulk_edit": page("nothing", bulk_id="018f0000-0000-7000-8000-000000000000"),
    "bulk_undo": Place(
        "nothing", "oneself", get=False, args={"bulk_id": "018f0000-0000-7000-8000-000000000000"}
    ),
    "account_cell": page("nothing"),
    "case_cell": page("nothing"),
    "view_save": deed("desk", "colleague", {"list": "accounts", "name": "x"}),
    "view_start": deed("desk", "colleague", {"list": "accounts"}),
    "view_remove": Place("nothing", "oneself", get=False, args={"key": "nothing"}),
    "case_new": form("desk", "some case"),
    "case": page("case", case_id="case"),
    "case_move": deed("case", "case", {"from": "P1", "to": "P2"}, case_id="case"),
    "case_playbook": page("case", case_id="case"),
    "case_upgrade": deed("case", "case", {}, case_id="case"),
    "case_owner": form("case", "case", case_id="case"),
    "case_target": form("case", "case", case_id="case"),
    "case_temperature": form("case", "case", case_id="case"),
    "case_status": form("case", "case", case_id="case", step="mark_stalled"),
    "completion": form("case", "case", case_id="case", phase="P1"),
    "exception": form("case", "override", case_id="case", phase="P1"),
    "reopening": form("case", "case", case_id="case", phase="P1"),
    "gate_item": form("case", "case", case_id="case", code="kickoff_held"),
    "criterion": deed("case", "case", {"text": "x"}, case_id="case", code="criterion"),
    "criterion_new": form("case", "case", case_id="case"),
    "outcome_preview": page("case", case_id="case"),
    "approvals": page("desk"),
    "approvals_decide": deed("desk", "override"),
    "approval": page("fact", approval_id="approval"),
    "approval_decide": deed("fact", "override", {"decision": "approve"}, approval_id="approval"),
    "approval_comment": deed("fact", "approval talk", {"text": "x"}, approval_id="approval"),
    "signals": page("desk"),
    "signals_several": deed("desk", "some account"),
    "signal_task": deed("account", "case", signal_id="signal"),
    "promotion_policy": deed("case", "case", case_id="case"),
    "outcome": deed("case", "case", case_id="case"),
    "kickoff": form("case", "case", case_id="case"),
    "closing": form("case", "case", case_id="case"),
    "meeting_new": form("case", "case", case_id="case"),
    "touch_new": form("case", "touch", case_id="case"),
    "task_new": form("case", "case", case_id="case"),
    "task_date": form("case", "case", case_id="case", task_id="task"),
    "task_done": deed("case", "case", case_id="case", task_id="task"),
    "task_removal": deed("case", "case", case_id="case", task_id="task"),
    "task_reopen": deed("case", "case", case_id="case", task_id="task"),
    "structure": form("case", "case", case_id="case"),
    "case_purposes": page("case", case_id="case"),
    "case_purpose": deed("case", "case", case_id="case", code="A"),
    "case_wishes": form("case", "case", case_id="case"),
    "case_wish": deed("case", "case", case_id="case", wish_id="wish"),
    "plan": Place("case", "case", args={"case_id": "case"}),
    "kickoff_share": deed("case", "case", case_id="case"),
    "task_needs": deed("case", "case", case_id="case", task_id="task"),
    "account_calendar": page("account", key="ACC-002"),
    "account_calendar_file": page("account", key="ACC-002"),
    "waves": Place("case", "case", args={"case_id": "case"}),
    "waves_completion": deed("case", "case", case_id="case"),
    "waves_order": deed("case", "case", case_id="case"),
    "wave": Place("case", "case", args={"case_id": "case", "wave_id": "wave"}),
    "missing_people": page("case", case_id="case"),
    # Customers.
    "accounts": page("desk"),
    "accounts_csv": page("desk"),
    "accounts_xlsx": page("desk"),
    "accounts_duplicates": page("desk"),
    "accounts_distinct": deed("account", "account", {"first": "ACC-002", "second": "ACC-004"}),
    "account_merge": form("account", "account", key="ACC-002"),
    "contact_merge": form("account", "account", key="ACC-002", contact_id="contact"),
    "account_new": form("desk", "some account"),
    "account": page("account", key="ACC-002"),
    "account_edit": form("account", "account", key="ACC-002"),
    "health": page("desk"),
    "health_csv": page("desk"),
    "health_xlsx": page("desk"),
    "health_override": form("account", "account", key="ACC-002"),
    "health_override_ending": deed("account", "account", key="ACC-002"),
    "account_touch": form("account", "touch", key="ACC-002"),
    "account_purposes": form("account", "account", key="ACC-002"),
    "contact_new": form("account", "account", key="ACC-002"),
    "contact": form("account", "account", key="ACC-002", contact_id="contact"),
    "contact_leaving": form("account", "account", key="ACC-002", contact_id="contact"),
    "contact_erasure": form("account", "admin", key="ACC-002", contact_id="contact"),
    "end_user_new": form("account", "account", key="ACC-002"),
    "end_user": form("account", "account", key="ACC-002", end_user_id="end_user"),
    "end_user_erasure": form("account", "admin", key="ACC-002", end_user_id="end_user"),
    "events_erasure": form("account", "admin", key="ACC-002"),
    "deal_new": form("account", "account", key="ACC-002"),
    "deal": form("account", "account", key="ACC-002", deal_id="deal"),
    "contract_new": form("account", "account", key="ACC-002"),
    "contract": form("account", "account", key="ACC-002", contract_id="contract"),
    "contract_worth": form("account", "account", key="ACC-002", contract_id="contract"),
    "end_users_method": deed("account", "account", key="ACC-002"),
    "end_users_csv": page("account", key="ACC-002"),
    "search": page("desk"),
    "custom_fields": form("desk", "method"),
    "field_removal": deed("desk", "method", field_id="field"),
    # Notes and files.
    "thread": Place(
        "case", "note", args={"kind": "kind", "subject_id": "case"}, sends={"text": "x"}
    ),
    "thread_people": page("case", kind="kind", subject_id="case"),
    "comment": page("note", comment_id="comment"),
    "comment_edit": form("note", "own note", comment_id="comment"),
    "comment_earlier": page("note", comment_id="comment"),
    "comment_removal": deed("note", "override", comment_id="comment"),
    "comment_pin": deed("note", "note", comment_id="comment"),
    "file": page("note", file_id="file"),
    "file_preview": page("note", file_id="file"),
    "file_audience": deed("note", "note", {"audience": "customer"}, file_id="file"),
    "file_removal": deed("note", "override", file_id="file"),
    # The method: all colleagues read it, CS Ops and administrators write it.
    "method": page("desk"),
    "method_tab": page("desk", tab="phases"),
    "method_rules": page("desk"),
    "method_set_new": deed("desk", "method", {"kind": "phase_set", "code": "smb"}),
    "method_entry": Place("desk", "method", args=PHASES),
    "method_entry_new": form("desk", "method", **PHASES),
    "method_move": deed("desk", "method", {"place": "phases[P1]", "to": "down"}, **PHASES),
    "method_removal": deed("desk", "method", {"place": "phases[P1]"}, **PHASES),
    "method_discard": deed("desk", "method", **PHASES),
    "method_publication": form("desk", "method", **PHASES),
    "method_impact": Place("desk", "some case", args=PHASES),
    "method_history": page("desk", **PHASES),
    "method_version": page("desk", number="1", **PHASES),
    "method_compare": page("desk", **PHASES),
    "method_yaml": page("desk", **PHASES),
    "method_logo": deed("desk", "method", code="standard"),
    "method_upload": form("desk", "method"),
    "method_proposal": form("desk", "method", code="standard"),
    "method_preset": deed("desk", "method", {"preset": "SH"}, code="standard"),
    "rule_reading": page("desk"),
    "rule_words": page("desk"),
    # The palette.
    "palette": page("desk"),
    "visit": deed("case", "colleague", kind="kind", subject_id="case"),
    "favourite": deed("case", "colleague", kind="kind", subject_id="case"),
    # First steps.
    "welcome": page("admin"),
    "welcome_step": form("admin", "admin", step="tiers"),
    # Imports.
    "intake": page("import"),
    "intake_rate": page("import"),
    "intake_mappings": deed("import", "import"),
    "intake_mapping_removal": deed("import", "import", mapping_id="mapping"),
    "imports": page("import"),
    "import_new": form("import", "import"),
    "sources": page("import"),
    "source_new": form("import", "import"),
    "source": form("import", "import", key="source"),
    "source_pull": deed("import", "import", key="source"),
    "source_removal": deed("import", "import", key="source"),
    "import": page("import", import_id="import"),
    "import_mapping": deed("import", "import", import_id="import"),
    "import_commit": deed("import", "import", import_id="import"),
    "import_undo": deed("import", "import", import_id="import"),
    "import_cancel": deed("import", "import", import_id="import"),
    "import_rejects": page("import", import_id="import"),
    "import_no_email": page("import", import_id="import"),
}
ALLAUTH = {
    "not_offered": page("nothing"),
    "account_signup": page("nothing"),
    "account_email": page("nothing"),
    "account_email_verification_sent": page("nothing"),
    "account_confirm_email": page("nothing", key="k"),
    "account_confirm_login_code": page("nothing"),
    "account_login": Place("open", "anybody"),
    "account_logout": Place("open", "anybody"),
    "account_inactive": page("open"),
    "account_reset_password": Place("open", "anybody"),
    "account_reset_password_done": page("open"),
    "account_reset_password_from_key_done": page("open"),
    "account_reset_password_from_key": Place("open", "anybody", args={"uidb36": "x", "key": "y"}),
    "account_reauthenticate": Place("mfa", "oneself"),
    "account_change_password": Place("mfa", "oneself"),
    "account_set_password": Place("mfa", "oneself"),
    "mfa_index": page("mfa"),
    "mfa_authenticate": Place("open", "anybody"),
    "mfa_reauthenticate": Place("mfa", "oneself"),
    "mfa_activate_totp": Place("mfa", "oneself"),
    "mfa_deactivate_totp": Place("mfa", "oneself"),
    "mfa_view_recovery_codes": page("mfa"),
    "mfa_generate_recovery_codes": Place("mfa", "oneself"),
    "mfa_download_recovery_codes": page("mfa"),
}
PLACES = {**CONSOLE, **ALLAUTH}
