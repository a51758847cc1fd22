"""Where everything stands in a YAML text: its keys, values, items and lines, as ruamel's composer finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from wmstrat.files.emitting import CannotSplice
from wmstrat.files.reading import Raw

_COLON = re.compile(r"[ \t]*:")
_TABS = re.compile(r"\t+")
_COMMENT_OR_COMMA = re.compile(r"(?<=\s)#[^\n]*|(,)")

MAXIMUM_TABS = 100


class Value(Struct, frozen=True):
    """A scalar, list or mapping. `start` and `end` enclose its characters, without a last line end.

    `parts` are the items or pairs. An empty scalar has no characters: `start == end`.
    """

    raw: Raw
    start: int
    end: int
    flow: bool = False
    block_scalar: bool = False
    parts: tuple[Part, ...] = ()


class Part(Struct, frozen=True):
    """A pair of a mapping, or an item of a list (`key` is None).

    `start` is where the key, the dash, or (in brackets) the item begins. `anchor` is just behind the colon or
    the dash; it is None for an explicit key (`? key`) and for a key in braces that has no colon.
    """

    key: str | None
    start: int
    anchor: int | None
    value: Value
    end: int


class Layout(Struct, frozen=True):
    """A YAML text, without a byte order mark, and its top-level keys; `line_end` is the text's own."""

    text: str
    line_end: str
    root: Value | None

    def line_start(self, index: int) -> int:
        """Return the index of the first character of the line that holds `index`."""
        return self.text.rfind("\n", 0, index) + 1

    def line_stop(self, index: int) -> int:
        """Return where the line that holds `index` stops: at its line end, or at the end of the text."""
        stop = self.text.find("\n", index)
        if stop < 0:
            return len(self.text)
        return stop - 1 if stop and self.text[stop - 1] == "\r" else stop

    def line_before(self, index: int) -> int:
        """Return where the line before that of `index` stops; 0 in the first line."""
        start = self.line_start(index)
        return self.line_stop(start - 1) if start else 0

    def column(self, index: int) -> int:
        """Return how many characters stand before `index` in its line."""
        return index - self.line_start(index)

    def line(self, index: int) -> int:
        """Return the line of `index`, from 1."""
        return self.text.count("\n", 0, index) + 1

    def refuse(self, index: int, reason: str) -> CannotSplice:
        """Return the error that says why the text at `index` cannot be changed alone."""
        return CannotSplice(self.line(index), reason)

    def comma(self, start: int, stop: int) -> int | None:
        """Return where the comma between two items in brackets stands, comments aside; None without one."""
        for match in _COMMENT_OR_COMMA.finditer(self.text, start, stop):
            if match[1]:
                return match.start()
        return None


def lay_out(text: str, values: dict[str, Raw]) -> Layout:
    """Find the parts of a text in which `read_mapping` has read `values`.

    Raises CannotSplice where ruamel, which reads YAML 1.2, finds something else.
    """
    stop = text.find("\n")
    layout = Layout(text, "\r\n" if stop > 0 and text[stop - 1] == "\r" else "\n", None)
    node = _composed(text)
    if not values and (node is None or isinstance(node.value, str)):
        return layout
    return Layout(text, layout.line_end, _Finder(layout).value(node, 0, values))


def _composed(text: str) -> Any:
    """Compose with ruamel; where it stumbles over a tab between words, which libyaml takes, a space does as well."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    for _ in range(MAXIMUM_TABS):
        try:
            return YAML(typ="safe", pure=True).compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark
            run = _TABS.match(text, mark.index) if mark else None
            if not run:
                raise CannotSplice(
                    mark.line + 1 if mark else 1, f"YAML 1.2 does not take it ({error.problem or 'layout'})"
                ) from error
            text = text[: run.start()] + " " * len(run[0]) + text[run.end() :]
        except YAMLError as error:
            raise CannotSplice(1, f"YAML 1.2 does not take it ({error})") from error
    raise CannotSplice(1, "too many tabs stand where spaces should")


class _Finder:
    """Turns ruamel's nodes and marks into values and parts, and takes what they hold from our own reading."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.text = layout.text

    def value(self, node: Any, anchor: int, raw: Raw) -> Value:
        """Lay out a node that holds `raw`; `anchor` is where an empty one stands."""
        if isinstance(raw, str):
            return self.scalar(node, anchor, raw)
        start, end = node.start_mark.index, node.end_mark.index
        if node.id != ("mapping" if isinstance(raw, dict) else "sequence") or len(node.value) != len(raw):
            raise self.differs(node)
        flow = bool(node.flow_style)
        if isinstance(raw, dict):
            parts = tuple(self.pairs(node, flow, raw))
        else:
            parts = tuple(self.flow_items(node, raw) if flow else self.items(node, raw))
        if not flow or (parts and self.text[start] not in "[{"):  # a lone pair in brackets has no braces
            end = parts[-1].end
        return Value(raw, start, end, flow, parts=parts)

    def scalar(self, node: Any, anchor: int, raw: str) -> Value:
        self.compare(node, raw)
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            return Value(raw, start, self.block_scalar_end(start, end), block_scalar=True)
        if start == end:
            return Value(raw, anchor, anchor)
        return Value(raw, start, end)

    def compare(self, node: Any, raw: str) -> None:
        """Make sure that ruamel has read the same text, but for the tabs that were taken from it."""
        if node.id != "scalar" or node.value.replace("\t", " ") != raw.replace("\t", " "):
            raise self.differs(node)

    def differs(self, node: Any) -> CannotSplice:
        return self.layout.refuse(node.start_mark.index, "YAML 1.1 and 1.2 read this in two ways")

    def block_scalar_end(self, start: int, end: int) -> int:
        """Blank lines after the text belong to it only where `+` keeps them."""
        header = self.text[start : self.layout.line_stop(start)].split("#")[0]
        content = self.text[start:end]
        if "+" in header:
            return start + len(content.removesuffix("\n").removesuffix("\r"))
        return start + len(content.rstrip("\r\n"))

    def pairs(self, node: Any, flow: bool, raw: dict[str, Raw]) -> Iterator[Part]:
        for (key, value), (name, held) in zip(node.value, raw.items(), strict=True):
            self.compare(key, name)
            start, key_end = key.start_mark.index, key.end_mark.index
            colon = _COLON.match(self.text, key_end)
            anchor = colon.end() if colon else None
            if not flow and "?" in self.text[self.layout.line_start(start) : start]:
                anchor = None
            laid = self.value(value, anchor or key_end, held)
            yield Part(name, start, anchor, laid, max(laid.end, anchor or key_end))

    def items(self, node: Any, raw: list[Raw]) -> Iterator[Part]:
        dash = node.start_mark.index
        column = node.start_mark.column
        for position, (item, held) in enumerate(zip(node.value, raw, strict=True)):
            if position:
                dash = self.next_dash(dash, column)
            laid = self.value(item, dash + 1, held)
            yield Part(None, dash, dash + 1, laid, laid.end)
            dash = laid.end

    def next_dash(self, index: int, column: int) -> int:
        indent = " " * column
        while (line := self.text.find("\n", index) + 1) > 0:
            dash = line + column
            if self.text.startswith(indent + "-", line) and self.text[dash + 1 : dash + 2] in (*" \t\r\n", ""):
                return dash
            index = line
        raise self.layout.refuse(index, "the dashes of this list could not be told apart")

    def flow_items(self, node: Any, raw: list[Raw]) -> Iterator[Part]:
        for item, held in zip(node.value, raw, strict=True):
            laid = self.value(item, item.start_mark.index, held)
            yield Part(None, laid.start, laid.start, laid, laid.end)
