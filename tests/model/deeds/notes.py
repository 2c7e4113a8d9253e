"""What people put beside things: notes, files, stars, views."""

from __future__ import annotations

import io
from typing import Any

from senro.kernel import actions as kernel

from .base import Do, deed


def _write(desk: Any) -> Any:
    account = desk.world.account("ACC-001")
    return kernel.write_comment(subject=account, text="電話した", by=desk.by, at=desk.at)


@deed("kernel.comment.written")
def _written(desk: Any) -> Do:
    return lambda: _write(desk)


@deed("kernel.comment.edited")
def _edited(desk: Any) -> Do:
    note, at = _write(desk), desk.later(hours=1).at
    return lambda: kernel.edit_comment(
        comment=note, text="電話で話した", version=note.version, by=desk.by, at=at
    )


@deed("kernel.comment.deleted")
def _deleted(desk: Any) -> Do:
    note = _write(desk)
    return lambda: kernel.delete_comment(comment=note, by=desk.by, at=desk.later(hours=1).at)


@deed("kernel.comment.pinned")
def _pinned(desk: Any) -> Do:
    note, at = _write(desk), desk.later(hours=1).at
    return lambda: kernel.pin_comment(comment=note, pinned=True, by=desk.by, at=at)


def _attach(desk: Any) -> Any:
    return kernel.attach_file(
        subject=desk.world.account("ACC-001"), stream=io.BytesIO(b"x"), name="x.txt", by=desk.by,
        at=desk.at,
    )  # fmt: skip


@deed("kernel.file.attached")
def _attached(desk: Any) -> Do:
    return lambda: _attach(desk)


@deed("kernel.file.audience_changed")
def _audience(desk: Any) -> Do:
    file, at = _attach(desk), desk.later(hours=1).at
    return lambda: kernel.change_audience(file=file, internal=False, by=desk.by, at=at)


@deed("kernel.file.removed")
def _removed(desk: Any) -> Do:
    file = _attach(desk)
    return lambda: kernel.remove_file(file=file, by=desk.by, at=desk.later(hours=1).at)


@deed("kernel.favourite.marked")
def _favourite(desk: Any) -> Do:
    account = desk.world.account("ACC-001")
    return lambda: kernel.mark_favourite(subject=account, on=True, by=desk.by, at=desk.at)


def _keep(desk: Any) -> Any:
    query = {"where": "mrr > 1", "filters": {"tier": ["MM"]}, "columns": ["name", "mrr"]}
    return kernel.save_view(
        key="v1", list="accounts", name="要注意", query=query, by=desk.by, at=desk.at
    ).row


@deed("kernel.view.saved")
def _saved(desk: Any) -> Do:
    return lambda: _keep(desk)


@deed("kernel.view.chosen")
def _chosen(desk: Any) -> Do:
    view = _keep(desk)
    return lambda: kernel.choose_view(list="accounts", view=view, by=desk.by, at=desk.at)


@deed("kernel.view.removed")
def _view_removed(desk: Any) -> Do:
    view = _keep(desk)
    kernel.choose_view(list="accounts", view=view, by=desk.by, at=desk.at)
    return lambda: kernel.remove_view(view=view, by=desk.by, at=desk.later(hours=1).at)
