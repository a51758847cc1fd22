"""Remarks on a talk page of MediaWiki: its wikitext, or an XML export of pages. One remark a signature, and one for
each rest that nobody signed: nothing that somebody said is left out.

Signatures are recognized by their form, which is alike in all languages: a link to who signed, then a time, a day and
a year, and a zone in brackets. A month whose name is not known here leaves the day open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from ipaddress import ip_address
from xml.parsers.expat import ExpatError

from msgspec import Struct

from wmstrat.files.months import month_of
from wmstrat.files.reading import Unreadable
from wmstrat.files.rows import Row, Rows, decoded
from wmstrat.record.text import LONGEST_TITLE, ascii_digits

HEADING = re.compile(r"(={1,6})\s*(.+?)\s*\1\s*(?:<!--.*?-->)?\s*")
INDENT = re.compile(r"[:*#]*")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# The zone at the end of a signature, and what may follow it: the end of a template or of markup, or another bracket.
STAMP_END = re.compile(
    r"\(([^()\n\d]{2,20}|(?:UTC|GMT)?[+\u2212-]\d{1,2}(?::?\d\d)?)\)(?:\s|\}\}|</?\w[^<>]*>|''+|\[\[[^\[\]]*\]\]|\|[^|{}]*(?=\}\}))*$"
)
# How much text may be between the link to who signed and the zone.
LONGEST_STAMP = 70
TIME = re.compile(r"\d{1,2}(?::|\.|h|時)\d{2}")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
EAST_ASIAN = re.compile(r"(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]")
WORD = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963\u064b-\u065f'\u2019])*")
USER = re.compile(r"(?:\[\[|\{\{)\s*:?((?:[^\[\]{}|\n:]{1,40}:)+)([^\[\]{}|\n]+?)\s*(?:\|[^\[\]{}\n]*)?(?:\]\]|\}\})")
TEMPLATE = re.compile(r"\{\{\s*([^{}|\n]+?)\s*\|([^{}\n]*)\}\}\s*$")
FURNITURE = re.compile(r"\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}|__[A-Z]+__|</?\w+[^<>]*>")
# Templates that say who did not sign: those with a day in them are recognized by it.
UNSIGNED = (
    "unsigned", "non sign", "unterschrieben", "nicht signiert", "unsigniert", "firma", "без подписи", "неподписано",
    "غير موقع", "usigneret", "usignert", "osignerat", "não assinado", "hastahihi", "未签名", "未簽名",
)  # fmt: skip
# The name of a contributions page comes before a slash and who it is of, the name of a user before what is below it.
SPECIAL = (
    "special", "spezial", "spécial", "especial", "speciale", "speciaal", "служебная", "خاص", "विशेष", "maalum",
    "spesial", "特殊", "特別", "spesyal", "specjalna",
)  # fmt: skip


class Signature(Struct, frozen=True):
    """Who signed a line, on which ISO day (both empty if that is not known), at which time as it is written, and how
    much of the line is the text before it."""

    name: str
    day: str
    stamp: str
    start: int


class Remark(Struct, frozen=True):
    """What somebody said, in the lines from `line` on: below a heading, signed or not."""

    line: int
    heading: str
    text: str
    name: str = ""
    day: str = ""
    stamp: str = ""


def rows_of_talk_page(data: bytes, name: str) -> Rows:
    """The remarks of a file as rows with the cells `context` (the heading), `body`, `by`, `on`, `channel` (the page;
    the `name` of the file for wikitext), `shown` and `import_key`. Raises Unreadable."""
    text, encoding = decoded(data)
    pages = list(_pages(text)) if text.lstrip().startswith("<") and "<mediawiki" in text[:500] else [(name, text, 1)]
    rows = [row for page, wikitext, line in pages for row in _rows(page, wikitext, line)]
    return Rows(rows, guessed=encoding)


def _pages(text: str) -> Iterator[tuple[str, str, int]]:
    """The (title, newest text, line) of each page of an export. Raises Unreadable."""
    from xml.parsers.expat import ParserCreate

    # No document type: it could make a small file grow without end.
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text[:2000]):
        raise Unreadable(1, "a document type", "an export of MediaWiki", "Export the page again")
    pages: list[tuple[str, str, int]] = []
    parts: dict[str, str] = {}
    within: list[str] = []
    line = 1
    parser = ParserCreate()
    parser.buffer_text = True

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal line
        within.append(tag)
        parts[tag] = ""
        line = parser.CurrentLineNumber if tag == "text" else line

    def end(tag: str) -> None:
        within.pop()
        if tag == "page":
            pages.append((parts.get("title", "").strip(), parts.get("text", ""), line))

    def characters(data: str) -> None:
        if within[-1:] == ["title"] or within[-1:] == ["text"]:
            parts[within[-1]] += data

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(text.encode(), True)
    except ExpatError as error:
        raise Unreadable(error.lineno, "broken XML", "an export of MediaWiki", "Export the page again") from None
    yield from pages


def _rows(page: str, wikitext: str, first: int) -> Iterator[Row]:
    seen = Counter[str]()
    for remark in remarks(wikitext):
        identity = [page, remark.heading, remark.name, remark.stamp or remark.text]
        digest = sha256("\0".join(identity).encode()).hexdigest()[:16]
        seen[digest] += 1
        key = f"talk {digest}" + (f" {seen[digest]}" if seen[digest] > 1 else "")
        cells = {"context": remark.heading[:LONGEST_TITLE], "body": remark.text, "channel": page[:LONGEST_TITLE]}
        cells |= {"by": remark.name[:LONGEST_TITLE], "on": remark.day, "import_key": key}
        if _is_address(remark.name):
            cells["shown"] = "nameless"
        yield Row(first + remark.line - 1, {name: cell for name, cell in cells.items() if cell})


def _is_address(name: str) -> bool:
    """True for the network address of somebody without an account, which is personal."""
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def remarks(wikitext: str) -> Iterator[Remark]:
    """What is said in a text, in its order."""
    heading = ""
    pending: list[tuple[int, str]] = []
    # The bullet of the last remark, if it was one line of a list: other lines of that list are remarks too.
    list_of = ""

    def rest() -> Iterator[Remark]:
        text = plain("\n".join(line for _, line in pending))
        # Above the first heading a page has banners, and nobody says something with a template alone.
        if text and (heading or FURNITURE.sub("", text).strip()):
            yield Remark(next(number for number, line in pending if line.strip()), heading, text)
        pending.clear()

    for number, line in enumerate(_without_comments(wikitext).split("\n"), 1):
        if match := HEADING.fullmatch(line):
            yield from rest()
            heading, list_of = plain(match[2]), ""
            continue
        indent = _indent(line)
        begun = next((_indent(each) for _, each in pending if each.strip()), None)
        signature = signature_of(line)
        # A signature alone in its line is one of the text above it, however far it is indented.
        is_alone = signature is not None and not plain(line[: signature.start])
        is_reply = begun is not None and line.strip() and indent != begun and ":" in indent + begun and not is_alone
        if is_reply or (begun is not None and list_of and indent == begun == list_of):
            yield from rest()
        pending.append((number, line))
        if signature is None:
            continue
        lines = [each for _, each in pending[:-1]] + [line[: signature.start]]
        text = plain("\n".join(lines))
        if text:
            start = next((at for at, each in pending if each.strip()), number)
            yield Remark(start, heading, text, signature.name, signature.day, signature.stamp)
        list_of = indent if len(pending) == 1 and indent.endswith(("*", "#")) else ""
        pending.clear()
    yield from rest()


def _without_comments(wikitext: str) -> str:
    """The text without what MediaWiki does not show, its lines where they were."""
    return COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), wikitext)


def _indent(line: str) -> str:
    match = INDENT.match(line.strip())
    return match[0] if match else ""


def signature_of(line: str) -> Signature | None:
    """The signature that a line ends with; None for none."""
    template = TEMPLATE.search(line)
    if template and (found := _of_template(template)):
        return found
    end = STAMP_END.search(line)
    if end is None:
        return None
    before = line[: end.start()]
    users = list(USER.finditer(before))
    begins = max(users[-1].end() if users else 0, len(before) - LONGEST_STAMP)
    stamp = before[begins:]
    digits = ascii_digits(stamp)
    if not (TIME.search(digits) and YEAR.search(digits)):
        return None
    is_near = bool(users) and len(before) - users[-1].end() <= LONGEST_STAMP
    name = _name_of(users[-1]) if is_near else ""
    start = _start_of(line, users if is_near else [], begins)
    return Signature(name, day_of(digits), f"{stamp.strip(' ,')} ({end[1]})", start)


def _start_of(line: str, users: list[re.Match[str]], begins: int) -> int:
    """Where the signature begins: with the first of the links to who signed that follow each other, and the dashes
    before it; with the time, where there is no link."""
    if not users:
        stamp = re.search(r"(?:--+|\u2014|\u2013)?\s*[^.!?\n]*$", line[begins:])
        return begins + (stamp.start() if stamp else 0)
    start = users[-1].start()
    for user in reversed(users[:-1]):
        if len(re.sub(r"<[^<>]*>|[\s()\u00b7|,/&'•-]", "", line[user.end() : start])) > 3:
            break
        start = user.start()
    return len(re.sub(r"(?:<\w[^<>]*>|''+|[\s(]|--+|\u2014|\u2013)+$", "", line[:start]))


def _of_template(template: re.Match[str]) -> Signature | None:
    """The signature that somebody else added with a template such as {{unsigned|Name|14:05, 3 May 2019 (UTC)}}."""
    name, parts = template[1].casefold(), [part.strip() for part in template[2].split("|")]
    values = [part.split("=", 1)[-1].strip() for part in parts]
    stamp = next(
        (value for value in values if TIME.search(ascii_digits(value)) and YEAR.search(ascii_digits(value))), ""
    )
    is_known = any(word in name for word in UNSIGNED)
    if not (stamp or is_known) or not values:
        return None
    who = next((value for value in values if value and value != stamp), "")
    return Signature(who, day_of(ascii_digits(stamp)), stamp, template.start())


def _name_of(user: re.Match[str]) -> str:
    """Who a link such as [[User talk:Member 17/Archive|talk]] or [[Special:Contributions/192.0.2.1]] leads to."""
    spaces = [part.strip().casefold() for part in user[1].split(":")]
    page = user[2].replace("_", " ").strip()
    if any(space in SPECIAL for space in spaces):
        return page.partition("/")[2].strip() or page
    return page.partition("/")[0].partition("#")[0].strip()


def day_of(stamp: str) -> str:
    """The ISO day of a signature; an empty text where the month is not known, or there is no such day."""
    if match := EAST_ASIAN.search(stamp):
        year, month, day = map(int, match.groups())
        return _iso(year, month, day)
    if match := re.search(r"(\d{4})-(\d{2})-(\d{2})", stamp):
        return _iso(*map(int, match.groups()))
    rest = TIME.sub(" ", stamp)
    years = YEAR.findall(rest)
    days = re.findall(r"(?<!\d)\d{1,2}(?!\d)", rest)
    months = {month for word in WORD.findall(rest) if (month := month_of(word))}
    if not years or not days or len(months) != 1:
        return ""
    return _iso(int(years[0]), months.pop(), int(days[0]))


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def plain(wikitext: str) -> str:
    """What a text says, without the markup around words: links by their words, indents and signs of lists gone from
    a lone line. Templates stay, since they may say something."""
    text = re.sub(r"</?(?:small|big|span|div|font|nowiki|center|sup|sub|u|s|ins|del)\b[^<>]*>", "", wikitext)
    text = re.sub(r"<br\s*/?>", "\n", text)
    text = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", text)
    text = re.sub(r"\[(https?://[^\s\[\]]+) ([^\[\]]+)\]", r"\2 (\1)", text)
    text = re.sub(r"'''(.+?)'''", r"**\1**", text)
    text = re.sub(r"''(.+?)''", r"*\1*", text)
    lines = [line.strip() for line in text.split("\n")]
    shared = min((len(_indent(line)) for line in lines if line), default=0)
    listed = [line[shared:].strip() if len(_indent(line)) >= shared else line for line in lines]
    marked = (re.sub(r"^[:*#]+\s*", "- ", line) if _indent(line) else line for line in listed)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(marked)).strip("\n -\u2014\u2013")
