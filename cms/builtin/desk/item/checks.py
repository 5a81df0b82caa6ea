"""The check bar: what could be better, beside the form and on the page of the review."""

from __future__ import annotations

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.loading import get_item
from cms.content.checks import find_problems
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.theming import render


@dataclass(frozen=True)
class CheckResult:
    """One line of the bar: the words, the field it leads to, what is quoted of it."""

    message: str
    field: str
    label: str
    quote: str
    block: bool


def check_results(item: Item) -> list[CheckResult]:
    """Return the results of the checks of the draft of ``item``, blocking ones first."""
    data = Snapshot.of(item)
    return [
        CheckResult(
            str(problem.message),
            problem.field or "",
            _label(data, problem.field),
            problem.quote,
            problem.block,
        )
        for problem in find_problems(item, data, current_user)
    ]


def _label(data: Snapshot, name: str | None) -> str:
    field = data.form.find(name or "")
    return "" if field is None else field.title


@desk.get("/sua/<int:item_id>/kiem-tra")
@requires_login
def check_item(item_id: int) -> ResponseReturnValue:
    """Show the bar alone: what the page asks for after each save."""
    item = get_item(current_user, item_id)
    results = check_results(item)
    return render("desk/item/_check_list.html", item=item, check_results=results)
