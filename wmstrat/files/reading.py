"""Reading the YAML of a record, with every scalar left as the characters that were written.

What a scalar means is for the record's declaration to say, never for YAML's guesses: `no` stays a language,
`01234` and `+49...` stay numbers of a telephone. What a record has no use for (anchors, tags, several
documents, deep nesting) is refused, and so is what two readers of YAML would understand in two ways.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

# What a file holds before a declaration types it; an empty scalar is the empty text.
Raw: TypeAlias = "str | list[Raw] | dict[str, Raw]"

MAXIMUM_BYTES = 5_000_000
MAXIMUM_DEPTH = 8
BYTE_ORDER_MARK = "\ufeff"

# Besides controls: the two separators and U+0085, which YAML 1.1 takes for line ends and YAML 1.2 does not,
# and a carriage return that ends no line.
_REFUSED_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\r(?!\n)")
_QUOTE = "put the value in double quotes if it is meant as text"


class Unreadable(Exception):
    """The text cannot be read. `line` counts from 1 in the whole file.

    `found` says what is there, `expected` what should be, both as parts of a sentence; `advice` is a sentence that
    says how to get from one to the other.
    """

    def __init__(self, line: int, found: str, expected: str, advice: str) -> None:
        super().__init__(line, found, expected, advice)
        self.line = line
        self.found = found
        self.expected = expected
        self.advice = advice[:1].upper() + advice[1:]

    def __str__(self) -> str:
        return f"line {self.line}: found {self.found}, expected {self.expected}. {self.advice}"


class Mapping(Struct, frozen=True):
    """The keys of one text and where they are.

    `lines` gives the line, from 1 in the whole file, of each top-level key, and of the entries of lists as
    `key[0]` and `key[0].sub`.
    """

    values: dict[str, Raw]
    lines: dict[str, int]


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8, a byte order mark kept for the writer, line ends as they are.

    Raises Unreadable for other encodings and for more than MAXIMUM_BYTES.
    """
    if len(data) > MAXIMUM_BYTES:
        advice = "move the long part into another file and link to it"
        raise Unreadable(1, f"a file of {len(data):,} bytes", f"at most {MAXIMUM_BYTES:,}", advice)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            data.count(b"\n", 0, error.start) + 1,
            f"the byte 0x{data[error.start]:02x} at offset {error.start}, which is not UTF-8",
            "a text file in UTF-8",
            "save the file again with the encoding UTF-8",
        ) from None


def with_line_feeds(data: bytes) -> bytes:
    """The bytes with the line ends that the files of a workspace have; those of no text as they are."""
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")


def read_mapping(text: str, *, first_line: int = 1) -> Mapping:
    """Return the keys of a YAML text, in their order; an empty text has none.

    `first_line` is the line of the file that the text begins on. Raises Unreadable.
    """
    return _read(text, first_line, lists=False)


def read_items(text: str) -> Mapping:
    """The same of a text that may also be a list, whose entries are then those of the key `items`."""
    return _read(text, 1, lists=True)


def _read(text: str, first_line: int, *, lists: bool) -> Mapping:
    from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
    from ruamel.yaml.error import YAMLError

    text = text.removeprefix(BYTE_ORDER_MARK)
    if refused := _REFUSED_CHARACTER.search(text):
        raise Unreadable(
            first_line + text.count("\n", 0, refused.start()),
            f"the character U+{ord(refused[0]):04X}",
            "text without control characters or unusual line separators",
            "remove the character, or write it in double quotes as an escape such as \\u2028",
        )
    parser = CParser(text)
    try:
        return _Reader(parser.get_event, first_line, lists).read()
    except YAMLError as error:
        raise _explained(error, first_line) from None
    finally:
        parser.dispose()


class _Reader:
    """Builds values from the parser's events, so that what must be refused is refused before it costs anything."""

    def __init__(self, next_event: Callable[[], Any], first_line: int, lists: bool) -> None:
        from ruamel.yaml import events

        self.lists = lists

        self.next_event = next_event
        self.first_line = first_line
        self.lines: dict[str, int] = {}
        self.scalar, self.alias, self.stream_end = events.ScalarEvent, events.AliasEvent, events.StreamEndEvent
        self.list_start, self.list_end = events.SequenceStartEvent, events.SequenceEndEvent
        self.mapping_start, self.mapping_end = events.MappingStartEvent, events.MappingEndEvent

    def read(self) -> Mapping:
        self.next_event()  # the stream's start
        event = self.next_event()
        if type(event) is self.stream_end:
            return Mapping({}, {})
        if event.version or event.tags:
            self.refuse(event, "a directive (a line that begins with %)", "plain keys and values", "remove that line")
        values = self.root(self.next_event())
        self.next_event()  # the document's end
        event = self.next_event()
        if type(event) is not self.stream_end:
            self.refuse(event, "a second document", "only one record in the file", "remove the line ---")
        return Mapping(values, self.lines)

    def root(self, event: Any) -> dict[str, Raw]:
        self.refuse_features(event)
        if type(event) is self.scalar and event.value == "" and event.implicit[0]:
            return {}
        if type(event) is self.mapping_start:
            return self.mapping(1, "")
        if self.lists and type(event) is self.list_start:
            return {"items": self.entries(2, "items")}
        what = "a list" if type(event) is self.list_start else "text without a key"
        self.refuse(event, what, "lines of the form `key: value`", "write a key and a colon before it")

    def value(self, event: Any, depth: int, path: str) -> Raw:
        if event.anchor is not None or type(event) is self.alias or event.tag is not None:
            self.refuse_features(event)
        if type(event) is self.scalar:
            text: str = event.value
            return text
        if depth > MAXIMUM_DEPTH:
            expected = "a text, a list, or a list of flat mappings"
            self.refuse(event, f"nesting deeper than {MAXIMUM_DEPTH}", expected, _QUOTE)
        if type(event) is self.list_start:
            return self.entries(depth, path)
        return self.mapping(depth, path)

    def entries(self, depth: int, path: str) -> list[Raw]:
        values: list[Raw] = []
        while type(event := self.next_event()) is not self.list_end:
            entry = f"{path}[{len(values)}]" if depth == 2 else ""
            if entry:
                self.lines.setdefault(entry, self.line(event))
            values.append(self.value(event, depth + 1, entry))
        return values

    def mapping(self, depth: int, path: str) -> dict[str, Raw]:
        values: dict[str, Raw] = {}
        lines: dict[str, int] = {}
        while type(event := self.next_event()) is not self.mapping_end:
            if type(event) is not self.scalar or event.anchor is not None or event.tag is not None:
                self.refuse_features(event)
                self.refuse(event, "a key that is a list or a mapping", "a key that is text", "quote the key")
            key = event.value
            line = self.line(event)
            if key in values:
                twice = f"`{key}` twice, in lines {lines[key]} and {line}"
                self.refuse(event, twice, "each key once", "remove one of the two lines")
            lines[key] = line
            if depth == 1:
                self.lines[key] = line
            elif depth == 3 and path:
                self.lines.setdefault(f"{path}.{key}", line)
            values[key] = self.value(self.next_event(), depth + 1, key if depth == 1 else "")
        return values

    def line(self, event: Any) -> int:
        line: int = event.start_mark.line
        return line + self.first_line

    def refuse_features(self, event: Any) -> None:
        if type(event) is self.alias:  # has no tag to ask for
            self.refuse(event, f"a reference to an anchor, `*{event.anchor}`", "a plain value", _QUOTE)
        if event.anchor is not None:
            self.refuse(event, f"an anchor, `&{event.anchor}`", "a plain value", _QUOTE)
        if event.tag is not None:
            self.refuse(event, f"a tag, `{event.tag}`", "a plain value", _QUOTE)

    def refuse(self, event: Any, found: str, expected: str, advice: str) -> NoReturn:
        raise Unreadable(self.line(event), found, expected, advice)


_COLON_IN_TEXT = (
    "a second colon in a line, or an indented key",
    "one `key: value` on each line",
    "put the value in double quotes, or align the key with the others",
)
_NO_COLON = ("a line without a colon", "`key: value`", "add the colon, or indent the line under its key")
_UNCLOSED = ("a quote that is not closed", "a closing quote", "close the quote, or double a quote inside it")
_BRACKET = ("a bracket that is not closed", "`]` or `}`", "close it, or put the value in double quotes")
_INDENTATION = (
    "a line that does not belong to any key",
    "a key aligned with the keys above",
    "check indentation and quotes",
)
_FORBIDDEN = (
    "a value that begins with a special character or a tab",
    "plain text, indented with spaces",
    "put the value in double quotes, or replace the tab by spaces",
)
_EXPLANATIONS = (
    # a piece of libyaml's words, what it means, and whether the place is where the trouble began
    ("mapping values are not allowed", _COLON_IN_TEXT, False),
    ("could not find expected ':'", _NO_COLON, True),
    ("unexpected end of stream", _UNCLOSED, True),
    ("unexpected document indicator", _UNCLOSED, True),
    ("did not find expected ',' or", _BRACKET, True),
    ("expected ',' or", _BRACKET, True),
    ("cannot start any token", _FORBIDDEN, False),
    ("tab character", _FORBIDDEN, False),
    ("expected alphabetic or numeric", _FORBIDDEN, False),
    ("did not find expected key", _INDENTATION, False),
    ("expected <block end>", _INDENTATION, False),
)


def _explained(error: Exception, first_line: int) -> Unreadable:
    """Turn a parser's error into plain words; an unknown error stays as it is."""
    problem = getattr(error, "problem", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    found, expected, advice = f"something that is not YAML ({problem})", "`key: value` lines", "check the line"
    for fragment, words, at_beginning in _EXPLANATIONS:
        if fragment in problem:
            found, expected, advice = words
            mark = context if at_beginning and context else mark
            break
    return Unreadable(first_line + (mark.line if mark else 0), found, expected, advice)
