"""Made-up customers, as files and as cases."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

STEMS = [
    "青葉",
    "東海",
    "北斗",
    "若草",
    "日向",
    "山吹",
    "白鳥",
    "水無瀬",
    "朝霧",
    "夕凪",
    "高砂",
    "千歳",
    "常盤",
    "美里",
    "瑞穂",
]
TAILS = ["食品", "運輸", "建設", "商店", "人材", "塾", "システム", "工業", "製菓", "物流"]


def mail(number: int) -> str:
    """A colleague's address."""
    return f"colleague{number}@senro.example"


def write_accounts(path: Path, count: int, colleagues: int) -> None:
    """`count` accounts, shared among colleagues."""
    rng = random.Random(1)
    _write(
        path,
        (
            {
                "顧客コード": f"B-{n:06d}",
                "会社名": f"株式会社{rng.choice(STEMS)}{rng.choice(TAILS)}{n}",
                "業種": rng.choice(TAILS),
                "ティア": rng.choice(("ENT", "MM", "SMB")),
                "従業員数": f"{rng.randint(5, 4000):,}",
                "owner": mail(n % colleagues),
            }
            for n in range(count)
        ),
    )


def write_contacts(path: Path, accounts: int, each: int) -> None:
    """`each` contacts an account."""
    layers = ("意思決定者", "管理者", "現場利用者")
    _write(
        path,
        (
            {
                "key": f"C-{n:06d}-{i}",
                "顧客コード": f"B-{n:06d}",
                "氏名": f"担当 {n}-{i}",
                "階層": layers[i % 3],
                "メールアドレス": f"c{i}@b{n}.example.jp",
            }
            for n in range(accounts)
            for i in range(each)
        ),
    )


def write_contracts(path: Path, count: int) -> None:
    """One contract an account."""
    rng = random.Random(2)
    start = date(2025, 1, 1)
    _write(
        path,
        (
            {
                "契約番号": f"K-{n:06d}",
                "顧客コード": f"B-{n:06d}",
                "プロダクト": "FORMS",
                "月額": f"¥{rng.randint(10, 900) * 1000:,}",
                "ID数": 10 + n % 60,
                "枠": 1_000 + n % 5_000,
                "消化数": n % 3_000,
                "利用開始日": start + timedelta(days=n % 600),
                "契約更新日": date(2027, 1, 1) + timedelta(days=n % 300),
            }
            for n in range(count)
        ),
    )


def write_meetings(path: Path, accounts: int, each: int) -> None:
    """`each` meetings with the first accounts."""
    kinds = ("kickoff", "regular", "regular", "training")
    today = date.today()
    _write(
        path,
        (
            {
                "key": f"M-{n:06d}-{i}",
                "顧客コード": f"B-{n:06d}",
                "contact": f"C-{n:06d}-{i % 3}",
                "種別": kinds[i % len(kinds)],
                "実施日時": f"{today - timedelta(days=2 + i)} 10:00",
                "チャネル": "video",
                "議事録": "進め方を確認した。\n次回までに対象者の一覧をもらう。",
            }
            for n in range(accounts)
            for i in range(each)
        ),
    )


def _write(path: Path, rows: Any) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            writer.writerow(row)
