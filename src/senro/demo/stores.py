"""The 18 stores of ACC-005: who works where, and how far each store is. Pure."""

from __future__ import annotations

ACCOUNT = "ACC-005"
PEOPLE = 24
# Name, people with a way to register, people who have signed in. The last six are not rolled out yet.
STORES = (
    ("東京 渋谷店", 24, 24),
    ("東京 新宿店", 24, 24),
    ("東京 上野店", 24, 23),
    ("東京 池袋店", 24, 20),
    ("東京 立川店", 24, 15),
    ("埼玉 浦和店", 24, 24),
    ("埼玉 所沢店", 24, 22),
    ("埼玉 川口店", 24, 21),
    ("埼玉 大宮店", 24, 11),
    ("千葉 船橋店", 24, 24),
    ("千葉 千葉駅前店", 24, 24),
    ("千葉 柏店", 24, 9),
    ("東京 町田店", 22, 0),
    ("東京 八王子店", 21, 0),
    ("埼玉 川越駅前店", 17, 0),
    ("埼玉 熊谷店", 20, 0),
    ("千葉 松戸店", 19, 0),
    ("千葉 市川店", 22, 0),
)
ROLLED_OUT = 12


def place_of(number: int) -> tuple[str, bool, bool]:
    """Of the n-th person (from 1): the store, whether they can register, whether they signed in."""
    store, place = divmod(number - 1, PEOPLE)
    name, registered, logged_in = STORES[store]
    return name, place < registered, place < logged_in
