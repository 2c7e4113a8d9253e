"""Mail domains that say where somebody works, and those that do not. Pure."""

from __future__ import annotations

from typing import Final

# Mail that anybody can have says nothing about a company.
ANYBODYS: Final = frozenset(
    {
        "aol.com", "au.com", "docomo.ne.jp", "ezweb.ne.jp", "gmail.com", "gmx.com", "gmx.de",
        "googlemail.com", "hotmail.co.jp", "hotmail.com", "i.softbank.jp", "icloud.com",
        "live.com", "live.jp", "mac.com", "mail.com", "me.com", "msn.com", "nifty.com",
        "outlook.com", "outlook.jp", "proton.me", "protonmail.com", "qq.com", "rakuten.jp",
        "softbank.ne.jp", "yahoo.co.jp", "yahoo.com", "ybb.ne.jp", "ymobile.ne.jp", "163.com",
    }
)  # fmt: skip


def domain_of(mail: str) -> str:
    """The domain of a mail address that says where somebody works, or ""."""
    domain = mail.rpartition("@")[2].strip().lower() if "@" in mail else ""
    return "" if domain in ANYBODYS or "." not in domain or len(domain) > 250 else domain
