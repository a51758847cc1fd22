"""Markdown as one HTML file that needs nothing else: no scripts, no pictures, no addresses that are fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.55 Georgia, serif; color: #1b1b1b; }
h1, h2, h3, h4, nav, table { font-family: system-ui, sans-serif; line-height: 1.25; }
h2 { margin-top: 3rem; border-top: 1px solid #aaa; padding-top: 1rem; }
table { border-collapse: collapse; font-size: .85rem; }
th, td { border: 1px solid #bbb; padding: .3rem .5rem; text-align: start; vertical-align: top; }
td { overflow-wrap: anywhere; }
th { background: #eee; }
pre { overflow-x: auto; }
@media print { h2 { break-before: page; } nav { display: none; } }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #181818; } th { background: #333; } a { color: #8ab4f8; }
}
""".strip()

# Elements whose text may run from right to left.
WITH_DIRECTION = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote")


def page(title: str, text: str) -> str:
    """A Markdown document as an HTML file, with a list of its chapters. HTML in the document is text, and an image is
    a link."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("image", _image)
    tokens = markdown.parse(text)
    chapters = [*_chapters(tokens)]
    for token in tokens:
        if token.nesting == 1 and token.tag in WITH_DIRECTION:
            token.attrSet("dir", "auto")
    entries = "".join(f'<li dir="auto"><a href="#{anchor}">{escape(name)}</a></li>' for anchor, name in chapters)
    contents = f"<nav><ul>{entries}</ul></nav>" if chapters else ""
    first = next((place for place, token in enumerate(tokens) if token.tag == "h2"), len(tokens))
    body = [markdown.renderer.render(part, markdown.options, {}) for part in (tokens[:first], tokens[first:])]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n"
        f"<body>\n{body[0]}{contents}\n{body[1]}</body>\n</html>"
    )


def _chapters(tokens: Sequence[Token]) -> Any:
    """The headings of the second level, each with the anchor that it gets."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            token.attrSet("id", f"chapter-{place}")
            texts = (child.content for child in tokens[place + 1].children or ())
            yield f"chapter-{place}", "".join(texts)


def _image(_renderer: Any, tokens: Sequence[Token], place: int, *_: Any) -> str:
    token = tokens[place]
    address = str(token.attrs.get("src", ""))
    return f'<a href="{escape(address)}">{escape(token.content or address)}</a>'
