"""A file is imported by a program as by the pages: sent, looked at, mapped, written, undone."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from senro.customers.models import Account
from senro.exchange.models import Import
from senro.kernel.models import Fact

pytestmark = pytest.mark.django_db
NUMBERS = count()
FILE = "顧客コード,会社名,ABC\nN-1,一番,食品\nN-2,二番,物流\n,名なし,\n"


def send(caller: Any, content: str = FILE, encoding: str = "cp932", **told: str) -> Any:
    """POST the file as a browser or curl would."""
    file = SimpleUploadedFile("顧客.csv", content.encode(encoding))
    headers = {"Idempotency_Key": told.pop("key")} if "key" in told else {}
    # A program draws another boundary each time it sends.
    line = f"line-{next(NUMBERS)}"
    body = encode_multipart(line, {"kind": "accounts", **told, "file": file})
    kind = f"multipart/form-data; boundary={line}"
    return caller.send("POST", "/imports", body, content_type=kind, **headers)


def living() -> int:
    return Account.objects.living().filter(key__startswith="N-").count()


def test_a_program_sends_a_file_maps_it_imports_it_and_takes_it_back(
    world: Any, caller: Any
) -> None:
    ops = caller("cs_ops")
    made = send(ops, key="one")
    assert made.status_code == 201, made.content
    told = made.json()
    assert send(ops, key="one").json()["id"] == told["id"] and Import.objects.count() == 1
    other = send(ops, FILE + "N-9,他,\n", key="one")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert (told["state"], told["preview"]["encoding"], living()) == ("previewed", "cp932", 0)
    assert told["preview"]["counts"] == {
        "read": 3, "created": 2, "updated": 0, "unchanged": 0, "refused": 1,
    }  # fmt: skip
    assert [one["field"] for one in told["preview"]["columns"]] == ["key", "name", None]
    assert [(one["row"], one["field"]) for one in told["preview"]["rejects"]] == [(4, "key")]

    address = f"/imports/{told['id']}"
    before = ops.get(address).json()
    for wrong in ({"会社": "name"}, {"ABC": "nonsense"}):
        refused = ops.put(f"{address}/mapping", {"mapping": wrong})
        assert refused.status_code == 422, refused.content
        assert next(iter(wrong)) in json.dumps(refused.json(), ensure_ascii=False)
    assert ops.put(f"{address}/mapping", {"encoding": "klingon"}).status_code == 422
    assert ops.get(address).json() == before
    mapped = ops.put(f"{address}/mapping", {"mapping": {"ABC": "industry"}, "keep": True})
    assert mapped.json()["mapping"]["ABC"] == "industry", mapped.content
    stale = ops.put(f"{address}/mapping", {}, If_Match=made.headers["ETag"])
    assert stale.status_code == 409

    done = ops.post(f"{address}/commitment", None).json()
    assert (done["state"], done["created"], done["refused"], living()) == ("committed", 2, 1, 2)
    assert Account.objects.get(key="N-2").industry == "物流"
    rejects = b"".join(ops.get(f"{address}/rejects").streaming_content).decode("cp932")
    assert "名なし" in rejects and "一番" not in rejects
    facts = Fact.objects.count()
    again = ops.post(f"{address}/commitment", None)
    assert (again.status_code, again.json()["code"]) == (409, "import_not_open")
    assert ops.put(f"{address}/mapping", {}).status_code == 409
    assert Fact.objects.count() == facts
    assert ops.post(f"{address}/undo", None).json()["state"] == "undone"
    assert living() == 0
    # The next file of this kind is read by the mapping that was kept.
    assert send(ops).json()["mapping"]["ABC"] == "industry"


def test_what_is_no_file_of_rows_is_refused_and_leaves_nothing(world: Any, caller: Any) -> None:
    ops = caller("cs_ops")
    nothing = encode_multipart(BOUNDARY, {})
    empty = ops.send("POST", "/imports", nothing, content_type=MULTIPART_CONTENT)
    assert {one["field"] for one in empty.json()["errors"]} == {"file", "kind"}
    unknown = send(ops, kind="nonsense")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "kind")
    assert send(ops, encoding="utf-8", encoding_="").status_code == 201
    mute = send(ops, content="a,b\n1,2\n", encoding="utf-8").json()
    assert mute["preview"]["code"] and mute["preview"]["error"]
    failed = ops.post(f"/imports/{mute['id']}/commitment", None)
    assert failed.status_code == 422 and Account.objects.count() == 4
    viewer = caller("viewer")
    assert send(viewer).status_code == 403
    assert viewer.post(f"/imports/{mute['id']}/commitment", None).status_code == 404
