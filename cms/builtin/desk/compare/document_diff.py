"""Compare two documents block by block: changed words, other pictures, moved paragraphs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from cms.builtin.desk.compare.diff_blocks import DiffBlock, Run, text_of, walk_blocks
from cms.richtext import clean
from cms.richtext.schema import LEAVES, TEXTBLOCKS, Node
from cms.richtext.word_diff import word_spans


# From how much likeness on two blocks are one that was changed.
_ALIKE = 0.4
_ALIKE_ELSEWHERE = 0.6
_ENOUGH_WORDS = 4  # shorter texts are like each other by chance
_OTHER_END = {"moved": "moved_away", "moved_away": "moved"}
_PAIRS = 8000  # beyond so many, blocks between two equal ones are paired in order


@dataclass
class DocumentDiff:
    """The diff of two clean documents."""

    old: Node
    new: Node
    blocks: list[DiffBlock] = field(default_factory=list)

    @property
    def changed(self) -> list[DiffBlock]:
        """The blocks at which the changes begin, in their order."""
        first: dict[int, DiffBlock] = {}
        for block in walk_blocks(self.blocks):
            # A moved block is numbered at its new place.
            if block.number and block.kind != "moved_away":
                first.setdefault(block.number, block)
        return [first[number] for number in sorted(first)]


def compare(old: Any, new: Any, start: int = 1) -> DocumentDiff:
    """Return the diff of two documents, its changes numbered from ``start``.

    Nothing is lost: ``old_blocks`` and ``new_blocks`` of the result give back
    both documents as they were.
    """
    before, after = clean(old or {}), clean(new or {})
    result = DocumentDiff(before, after)
    result.blocks = _aligned(before["content"], after["content"])
    _number(result.blocks, start)
    return result


def _number(blocks: Sequence[DiffBlock], start: int) -> None:
    """Number the changes as one reads them; a move has one number at both places."""
    number = start
    moves: dict[tuple[str, str], list[int]] = {}
    for block in walk_blocks(blocks):
        if not _counts(block):
            continue
        if block.kind in ("moved", "moved_away"):
            key, other = _key(block.old), _OTHER_END[block.kind]
            if known := moves.get((other, key)):
                block.number = known.pop(0)
                if not known:
                    del moves[other, key]
                continue
            moves.setdefault((block.kind, key), []).append(number)
        block.number = number
        number += 1


def _counts(block: DiffBlock) -> bool:
    """Tell whether somebody would call this a change: an empty line is none."""
    if block.kind == "same" or (block.kind == "changed" and block.children):
        return False
    nodes = [node for node in (block.old, block.new) if node is not None]
    return any(_says_something(n) or n["type"] in LEAVES for n in nodes)


def _key(node: Any) -> str:
    return json.dumps(node, sort_keys=True, ensure_ascii=False)


@dataclass
class _Pairing:
    """Which block of the old document corresponds to which of the new one."""

    old: Sequence[Node]
    new: Sequence[Node]
    pairs: dict[int, int] = field(default_factory=dict)  # new -> old, in place
    moves: dict[int, int] = field(default_factory=dict)  # new -> old, elsewhere

    def free_old(self) -> list[int]:
        taken = {*self.pairs.values(), *self.moves.values()}
        return [i for i in range(len(self.old)) if i not in taken]

    def free_new(self) -> list[int]:
        return [
            j
            for j in range(len(self.new))
            if j not in self.pairs and j not in self.moves
        ]


def _aligned(old: Sequence[Node], new: Sequence[Node]) -> list[DiffBlock]:
    pairing = _Pairing(old, new)
    gaps = _pair_equal(pairing)
    _pair_moved(pairing)
    _pair_alike(pairing, gaps)
    _pair_alike_elsewhere(pairing)
    return _in_reading_order(pairing)


def _pair_equal(pairing: _Pairing) -> list[tuple[range, range]]:
    """Pair what stayed in its order; return the gaps between."""
    old, new = [_key(n) for n in pairing.old], [_key(n) for n in pairing.new]
    gaps = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            pairing.pairs.update(zip(range(k, m), range(i, j), strict=True))
        else:
            gaps.append((range(i, j), range(k, m)))
    return gaps


def _pair_moved(pairing: _Pairing) -> None:
    """Pair equal blocks at different positions."""
    waiting: dict[str, list[int]] = {}
    for i in pairing.free_old():
        if _says_something(pairing.old[i]):
            waiting.setdefault(_key(pairing.old[i]), []).append(i)
    for j in pairing.free_new():
        if places := waiting.get(_key(pairing.new[j])):
            pairing.moves[j] = places.pop(0)


def _says_something(node: Node) -> bool:
    return bool(text_of(node).strip()) or "mediaId" in node.get("attrs", {})


def _pair_alike(pairing: _Pairing, gaps: Sequence[tuple[range, range]]) -> None:
    """Between blocks that stayed, pair those that were changed, without crossing."""
    free_old, free_new = set(pairing.free_old()), set(pairing.free_new())
    for olds, news in gaps:
        left = [i for i in olds if i in free_old]
        right = [j for j in news if j in free_new]
        if len(left) * len(right) > _PAIRS:
            pairs = [
                (i, j)
                for i, j in zip(left, right, strict=False)
                if _likeness(pairing.old[i], pairing.new[j]) >= _ALIKE
            ]
        else:
            pairs = _best_pairs(pairing, left, right)
        pairing.pairs.update((j, i) for i, j in pairs)


def _best_pairs(
    pairing: _Pairing, left: Sequence[int], right: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the pairs, in order, whose likeness together is greatest."""
    words_old = {i: _words(pairing.old[i]) for i in left}
    words_new = {j: _words(pairing.new[j]) for j in right}
    like = [
        [
            _likeness(pairing.old[i], pairing.new[j], words_old[i], words_new[j])
            for j in right
        ]
        for i in left
    ]
    best = [[0.0] * (len(right) + 1) for _row in range(len(left) + 1)]
    for a in range(len(left) - 1, -1, -1):
        for b in range(len(right) - 1, -1, -1):
            together = like[a][b] + best[a + 1][b + 1] if like[a][b] >= _ALIKE else 0.0
            best[a][b] = max(best[a + 1][b], best[a][b + 1], together)
    pairs = []
    a = b = 0
    while a < len(left) and b < len(right):
        if best[a][b] == best[a + 1][b]:
            a += 1
        elif best[a][b] == best[a][b + 1]:
            b += 1
        else:
            pairs.append((left[a], right[b]))
            a, b = a + 1, b + 1
    return pairs


def _pair_alike_elsewhere(pairing: _Pairing) -> None:
    """Find blocks that were moved and changed as well."""
    olds, news = pairing.free_old(), pairing.free_new()
    if len(olds) * len(news) > _PAIRS:
        return
    words = {j: _words(pairing.new[j]) for j in news}
    for i in olds:
        own = _words(pairing.old[i])
        if own.total() < _ENOUGH_WORDS:
            continue
        likely = [
            (_likeness(pairing.old[i], pairing.new[j], own, words[j]), -j)
            for j in news
            if j not in pairing.moves
        ]
        if likely and max(likely)[0] >= _ALIKE_ELSEWHERE:
            pairing.moves[-max(likely)[1]] = i


def _words(node: Node) -> Counter[str]:
    return Counter(text_of(node).split())


def _likeness(
    old: Node,
    new: Node,
    old_words: Counter[str] | None = None,
    new_words: Counter[str] | None = None,
) -> float:
    """Return from 0 to 1 how much two blocks are the same one."""
    kinds = {old["type"], new["type"]}
    if len(kinds) > 1 and not kinds <= TEXTBLOCKS:
        return 0.0
    if "mediaId" in old.get("attrs", {}):
        return 0.9 if old["attrs"]["mediaId"] == new["attrs"]["mediaId"] else _ALIKE
    one = _words(old) if old_words is None else old_words
    other = _words(new) if new_words is None else new_words
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _in_reading_order(pairing: _Pairing) -> list[DiffBlock]:
    """Return all blocks as the new side has them; what went stands where it stood."""
    away = set(pairing.moves.values())
    gone = set(pairing.free_old()) | away
    blocks: list[DiffBlock] = []
    next_old = 0

    def leave(until: int) -> None:
        nonlocal next_old
        for i in range(next_old, until):
            if i in gone:
                kind: Any = "moved_away" if i in away else "removed"
                blocks.append(DiffBlock(kind, pairing.old[i], None))
        next_old = max(next_old, until)

    for j, node in enumerate(pairing.new):
        if j in pairing.pairs:
            leave(pairing.pairs[j])
            blocks.append(_pair(pairing.old[pairing.pairs[j]], node))
        elif j in pairing.moves:
            block = _pair(pairing.old[pairing.moves[j]], node)
            block.kind = "moved"
            blocks.append(block)
        else:
            blocks.append(DiffBlock("added", None, node))
    leave(len(pairing.old))
    return blocks


def _pair(old: Node, new: Node) -> DiffBlock:
    """Return the diff of two paired blocks."""
    if old == new:
        return DiffBlock("same", old, new)
    if old["type"] in TEXTBLOCKS:
        line = line_diff(old.get("content", []), new.get("content", []))
        return DiffBlock("changed", old, new, line=line)
    if "content" in old and "content" in new:
        children = _parts(old, new)
        if children is not None:
            return DiffBlock("changed", old, new, children=children)
    return DiffBlock("swapped", old, new)


def _parts(old: Node, new: Node) -> list[DiffBlock] | None:
    """Return the diff of two containers' contents; None when only the whole compares."""
    if old.get("attrs") != new.get("attrs"):
        return None
    if old["type"] != "tableRow":
        return _aligned(old["content"], new["content"])
    cells, others = old["content"], new["content"]
    if [_shape(cell) for cell in cells] != [_shape(cell) for cell in others]:
        return None
    return [_pair(one, other) for one, other in zip(cells, others, strict=True)]


def _shape(cell: Node) -> Any:
    return cell["type"], cell.get("attrs")


def line_diff(old: Sequence[Node], new: Sequence[Node]) -> list[Run]:
    """Compare the texts of two lines; what only looks different now is restyled."""
    signs_old, signs_new = _signs(old), _signs(new)
    before = "".join(letter for letter, _marks in signs_old)
    after = "".join(letter for letter, _marks in signs_new)
    runs: list[Run] = []
    for kind, i, j, k, m in word_spans(before, after):
        if kind == "removed":
            runs += [Run(kind, node) for node in _nodes(signs_old[i:j])]
        elif kind == "added":
            runs += [Run(kind, node) for node in _nodes(signs_new[k:m])]
        else:
            runs += _same(signs_old[i:j], signs_new[k:m])
    return runs


_Sign = tuple[str, str]


def _signs(line: Sequence[Node]) -> list[_Sign]:
    """Return the letters with their marks as text; a break is the letter newline."""
    signs: list[_Sign] = []
    for node in line:
        if node["type"] == "hardBreak":
            signs.append(("\n", ""))
        else:
            marks = _key(node["marks"]) if node.get("marks") else ""
            signs += [(letter, marks) for letter in node["text"]]
    return signs


def _nodes(signs: Sequence[_Sign]) -> list[Node]:
    nodes: list[Node] = []
    last: str | None = None
    for letter, marks in signs:
        if letter == "\n":
            nodes.append({"type": "hardBreak"})
            last = None
        elif last == marks:
            nodes[-1]["text"] += letter
        else:
            nodes.append({"type": "text", "text": letter})
            if marks:
                nodes[-1]["marks"] = json.loads(marks)
            last = marks
    return nodes


def _same(old: Sequence[_Sign], new: Sequence[_Sign]) -> list[Run]:
    """Return letters that stayed, cut where their old or their new marks change."""
    runs: list[Run] = []
    begin = 0
    for end in range(1, len(new) + 1):
        if end < len(new) and _alike_marks(old, new, end):
            continue
        node = _nodes(new[begin:end])[0]
        was = _nodes(old[begin:end])[0]
        runs.append(Run("same", node, was if was != node else None))
        begin = end
    return runs


def _alike_marks(old: Sequence[_Sign], new: Sequence[_Sign], at: int) -> bool:
    """Tell whether the letter at ``at`` goes on as the one before it."""
    breaks = "\n" in (new[at][0], new[at - 1][0])
    return not breaks and (old[at][1], new[at][1]) == (old[at - 1][1], new[at - 1][1])
