"""Kinds that come by the million and are no records: events, and daily sums of them.

They go into the event table and not through facts, so a file of them is neither staged nor undone;
imported again it changes nothing.
"""

from __future__ import annotations

from senro.exchange.rules.fields import Field, Kind, Type
from senro.exchange.rules.kinds.common import account, count

_ID = Field(
    "id", Type.TEXT, "ID", "Id", max_length=300,
    aliases=("イベントID", "メッセージID", "event id", "message id", "messageid", "insert id", "uuid"),
    note="without one, the row's content and its count in the file",
)  # fmt: skip

EVENTS = Kind(
    "events", "イベント", "Events",
    (
        _ID,
        Field("event", Type.TEXT, "イベント", "Event", required=True, max_length=200,
              aliases=("イベント名", "操作", "機能", "アクション", "event name", "event type", "action", "activity"),
              weak=("name", "名前", "type", "種別")),
        Field("at", Type.DATETIME, "日時", "At", required=True,
              aliases=("発生日時", "イベント日時", "利用日時", "操作日時", "タイムスタンプ", "timestamp", "time", "event time",
                       "occurred at", "created at", "datetime"), weak=("日付", "date")),
        Field("account", Type.KEY, "顧客", "Account",
              aliases=account().aliases, weak=("group id", "groupid", "グループID", "会社", "company")),
        Field("end_user", Type.TEXT, "利用者", "End user", max_length=300,
              aliases=("利用者ID", "ユーザーID", "ユーザID", "社員番号", "user id", "userid", "end user id", "distinct id"),
              weak=("user", "ユーザー", "email", "メールアドレス")),
        Field("anonymous_id", Type.TEXT, "匿名ID", "Anonymous id", max_length=300,
              aliases=("anonymousid", "visitor id")),
        Field("session", Type.TEXT, "セッション", "Session", max_length=300, aliases=("セッションID", "session id")),
        Field("device", Type.TEXT, "デバイス", "Device", max_length=300,
              aliases=("デバイスID", "端末", "端末ID", "device id")),
        Field("properties", Type.OBJECT, "プロパティ", "Properties", max_length=30_000,
              aliases=("属性", "event properties", "props", "attributes")),
    ),
    keys=(),
)  # fmt: skip

USAGE = Kind(
    "usage", "日次の利用量", "Daily usage",
    (
        _ID,
        account(),
        Field("date", Type.DATE, "日付", "Date", required=True,
              aliases=("利用日", "集計日", "対象日", "day", "usage date", "activity date")),
        Field("feature", Type.TEXT, "機能", "Feature", max_length=200,
              aliases=("機能名", "イベント", "イベント名", "feature name", "event", "event name", "module")),
        count("users", "利用者数", "Users", "ユニークユーザー数", "ユーザー数", "利用人数", "アクティブユーザー数", "unique users",
              "active users", "dau", "user count"),
        count("events", "回数", "Events", "イベント数", "利用回数", "操作回数", "件数", "event count", "count", "usage count",
              maximum=2**53),
    ),
    keys=(),
)  # fmt: skip
