"""Columns that several kinds share."""

from __future__ import annotations

from senro.exchange.rules.fields import Field, Type

ACCOUNT_KEY_HEADERS = (
    "顧客コード", "顧客ID", "顧客番号", "顧客No", "取引先コード", "取引先ID", "取引先番号", "取引先No",
    "お客様コード", "お客様番号", "お客様ID", "会社コード", "会社ID", "企業コード", "企業ID", "法人コード", "得意先コード",
    "得意先ID", "クライアントID", "アカウントID", "アカウントキー", "顧客キー", "契約企業ID", "テナントID",
    "account key", "account id", "account code", "account no", "account number", "customer key", "customer id",
    "customer code", "customer no", "customer number", "client id", "client code", "company id", "company code",
    "organization id", "org id", "tenant id", "accountid",
)  # fmt: skip


def account() -> Field:
    """The account that the row belongs to, by its key."""
    return Field(
        "account", Type.KEY, "顧客", "Account", required=True,
        aliases=ACCOUNT_KEY_HEADERS, weak=("取引先", "顧客企業", "customer", "client", "company", "group id"),
        note="key of the account",
    )  # fmt: skip


def own_key(ja: str, en: str, *aliases: str, required: bool = False) -> Field:
    """The row's own external key."""
    return Field(
        "key", Type.KEY, ja, en, required=required, aliases=aliases,
        weak=("コード", "ID", "No", "番号", "キー", "レコード番号", "レコードID", "record id", "code", "external id", "外部キー", "外部ID"),
    )  # fmt: skip


def partner() -> Field:
    """The reseller, by key or name."""
    return Field(
        "partner", Type.TEXT, "代理店", "Partner",
        aliases=("パートナー", "販売代理店", "代理店コード", "代理店名", "パートナーコード", "パートナー名", "販売店", "紹介元",
                 "partner key", "partner code", "partner name", "reseller", "販社"),
    )  # fmt: skip


def owner(ja: str = "CS担当", *aliases: str) -> Field:
    """A member of the team, by mail address."""
    return Field(
        "owner", Type.EMAIL, ja, "Owner",
        aliases=("CS担当者", "担当CS", "担当CSM", "CSM", "CSMメール", "担当者メール(自社)", "自社担当者", "自社担当", "弊社担当者",
                 "弊社担当", "当社担当", "所有者", "主担当CS", "owner email", "owner mail", "account owner", "csm email",
                 "assignee", *aliases),
        weak=("担当者", "担当", "担当者メールアドレス"),
    )  # fmt: skip


def count(code: str, ja: str, en: str, *aliases: str, maximum: int = 2_147_483_647) -> Field:
    """A number of things, never negative."""
    return Field(code, Type.INTEGER, ja, en, aliases=aliases, minimum=0, maximum=maximum)


def temperature(code: str, ja: str, en: str, *aliases: str) -> Field:
    """How warm the customer is, 1 to 5."""
    return Field(code, Type.INTEGER, ja, en, aliases=aliases, minimum=1, maximum=5)


def day(
    code: str, ja: str, en: str, *aliases: str, required: bool = False, weak: tuple[str, ...] = ()
) -> Field:
    """A day."""
    return Field(code, Type.DATE, ja, en, required=required, aliases=aliases, weak=weak)
