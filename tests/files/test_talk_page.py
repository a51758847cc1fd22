"""Remarks on talk pages: signatures of many languages, and what nobody signed."""

from __future__ import annotations

import pytest

from wmstrat.files.reading import Unreadable
from wmstrat.files.talk_page import Remark, remarks, rows_of_talk_page, signature_of


def said(wikitext: str) -> list[tuple[str, str, str]]:
    """Who said what, when."""
    return [(remark.name, remark.day, remark.text) for remark in remarks(f"== Here ==\n{wikitext}")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Yes. --[[User:Member 17|M]] ([[User talk:Member 17|talk]]) 14:23, 5 August 2019 (UTC)", "Member 17"),
        ("Yes. [[:m:User:Member_17|M]] 14:23, 5 August 2019 (UTC)", "Member 17"),
        ("Yes. [[Benutzer:Member 17|M]] ([[Benutzer Diskussion:Member 17|Diskussion]]) 14:23, 5. Aug. 2019 (CEST)",
         "Member 17"),
        ("Yes. [[Utilisateur:Member 17|M]] ([[Discussion:Member 17|discuter]]) 5 août 2019 à 14:23 (CEST)",
         "Member 17"),
        ("Yes. [[Usuario:Member 17|M]] ([[Discusión:Member 17|discusión]]) 14:23 5 ago 2019 (UTC)", "Member 17"),
        ("Yes. [[Usuário(a):Member 17|M]] ([[Usuário(a) Discussão:Member 17|discussão]]) 14h23min de 5 de agosto de "
         "2019 (UTC)", "Member 17"),
        ("نعم [[مستخدم:عضو|عضو]] ([[نقاش المستخدم:عضو|نقاش]]) 14:23، 5 أغسطس 2019 (ت ع م)", "عضو"),
        ("Да. [[Участник:Член 17|Член]] ([[Обсуждение:Член 17|обс.]]) 14:23, 5 августа 2019 (UTC)", "Член 17"),
        ("हाँ [[सदस्य:सत्रह|सत्रह]] ([[सदस्य वार्ता:सत्रह|वार्ता]]) १४:२३, ५ अगस्त २०१९ (UTC)", "सत्रह"),
        ("好 [[用户:成员|成员]]（[[用户讨论:成员|留言]]） 2019年8月5日 (一) 14:23 (UTC)", "成员"),
        ("Ja. [[Bruker:Member 17|M]] ([[Brukerdiskusjon:Member 17|diskusjon]]) 5. aug. 2019 kl. 14:23 (CEST)",
         "Member 17"),
        ("Ndiyo. [[Mtumiaji:Member 17|M]] 14:23, 5 Agosti 2019 (UTC)", "Member 17"),
        ("Sim. [[User:Member 17/sig|x]] 2019-08-05T14:23 (UTC)", "Member 17"),
        ("Yes. {{User:Member 17/sig}} 14:23, 5 August 2019 (UTC)", "Member 17"),
        ("Yes. <small>[[User:Member 17|M]] 14:23, 5 August 2019 (UTC)</small>", "Member 17"),
        ("Yes. [[Special:Contributions/192.0.2.1|192.0.2.1]] 14:23, 5 August 2019 (UTC)", "192.0.2.1"),
        ("Yes. {{unsigned|Member 17|14:23, 5 August 2019 (UTC)}}", "Member 17"),
        ("Yes. {{unsigned2|14:23, 5 August 2019 (UTC)|Member 17}}", "Member 17"),
        ("Yes, as [[User:Member 18|he]] says. 14:23, 5 August 2019 (UTC)", "Member 18"),
        ("Yes. 14:23, 5 August 2019 (UTC)", ""),
        ("Yes. [[User:Member 17|M]] 14:23, 5 August 2019 (UTC+2)", "Member 17"),
        ("Evet. [[Kullanıcı:Member 17|M]] 14:23, 5 Ağustos 2019 (+03)", "Member 17"),
    ],
)  # fmt: skip
def test_signatures_of_many_languages_are_known(line: str, name: str) -> None:
    signature = signature_of(line)

    assert signature is not None
    assert (signature.name, signature.day) == (name, "2019-08-05")
    [remark] = [*remarks(line)]
    assert len(remark.text.split()) <= 4, remark.text


def test_all_links_of_a_long_signature_are_part_of_it() -> None:
    """The name does not stay in the text: it would be public there, though the remark is shown without it."""
    line = (
        "Qui paie ? [[Utilisateur:Membre 133|Membre 133]] "
        "([[Discussion utilisateur:Membre 133|discuter]]) 8 juillet 2018 à 11:14 (CEST)"
    )

    assert said(line) == [("Membre 133", "2018-07-08", "Qui paie ?")]


@pytest.mark.parametrize(
    "signature",
    ["{{unsigned|Member 17|14:23, 5 July 2018}}", ":{{unsigned2|14:23, 5 July 2018|Member 17}}",
     "--[[User:Member 17|M]] 14:23, 5 July 2018 (UTC)"],
)  # fmt: skip
@pytest.mark.parametrize("remark", ["Mentors first.", ":: Mentors first."])
def test_a_signature_in_a_line_of_its_own_is_that_of_the_text_above(remark: str, signature: str) -> None:
    assert said(f"{remark}\n{signature}") == [("Member 17", "2018-07-05", "Mentors first.")]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "In 2019 (the year)",
        "At 14:00 we met (online)",
        "See (UTC)",
        "{{support}}",
        "On 5 August 2019 (a Monday)",
        "At 14:00 in 2019 (2)",
    ],
)
def test_what_is_no_signature_is_none(line: str) -> None:
    assert signature_of(line) is None


def test_a_month_that_nobody_knows_leaves_the_day_open() -> None:
    line = "Yes. [[User:Member 17|M]] 14:23, 5 Xyzzy 2019 (UTC)"

    assert said(line) == [("Member 17", "", "Yes.")]
    assert said("Yes. [[User:Member 17|M]] 14:23, 31 February 2019 (UTC)") == [("Member 17", "", "Yes.")]


SIGNED = "[[User:{0}|{0}]] 10:00, 1 August 2019 (UTC)"


def test_what_nobody_signed_is_a_remark_of_its_own() -> None:
    text = f"Not signed.\n:Me too. {SIGNED.format('A')}\n::Nor this.\n:Yes. {SIGNED.format('B')}\nAnd at the end."

    assert said(text) == [
        ("", "", "Not signed."), ("A", "2019-08-01", "Me too."), ("", "", "Nor this."), ("B", "2019-08-01", "Yes."),
        ("", "", "And at the end."),
    ]  # fmt: skip


def test_a_remark_has_paragraphs_and_lists_and_a_vote_is_a_line() -> None:
    whole = f"Three points:\n* one\n* two\n\nThat is all. {SIGNED.format('A')}"
    assert said(whole) == [("A", "2019-08-01", "Three points:\n- one\n- two\n\nThat is all.")]
    votes = f"* {{{{support}}}} {SIGNED.format('A')}\n* no name\n* {{{{oppose}}}} {SIGNED.format('B')}"
    assert [name for name, _, _ in said(votes)] == ["A", "", "B"]


def test_headings_comments_and_banners_are_no_remarks() -> None:
    above = "{{banner|{{x}}}}\n__TOC__\n"
    text = f"{above}== One [[thing|here]] ==\n<!-- ~~~~ -->\nA. {SIGNED.format('A')}\n=== Two ===\n"

    assert [*remarks(text)] == [
        Remark(5, "One here", "A.", "A", "2019-08-01", "10:00, 1 August 2019 (UTC)"),
    ]  # fmt: skip
    assert [remark.text for remark in remarks("A word above.\n== x ==\n{{unclear}}")] == [
        "A word above.",
        "{{unclear}}",
    ]


XML = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="en">
  <page><title>Talk:Strategy &amp; more</title><ns>1</ns>
    <revision><text bytes="4">old</text></revision>
    <revision><text bytes="4" xml:space="preserve">== A ==
Yes &lt;b&gt;now&lt;/b&gt;. [[User:A]] 10:00, 1 August 2019 (UTC)

No. [[User:192.0.2.7]] 10:00, 2 August 2019 (UTC)</text></revision></page>
  <page><title>Talk:Other</title><revision><text>Alone.</text></revision></page>
</mediawiki>"""


def test_an_export_has_its_newest_texts_and_rows_know_where_they_are() -> None:
    rows = rows_of_talk_page(XML.encode(), "file").rows

    assert [(row.line, row.cells["channel"], row.cells.get("by"), row.cells["body"]) for row in rows] == [
        (5, "Talk:Strategy & more", "A", "Yes <b>now</b>."),
        (7, "Talk:Strategy & more", "192.0.2.7", "No."),
        (8, "Talk:Other", None, "Alone."),
    ]
    assert [row.cells.get("shown") for row in rows] == [None, "nameless", None]
    assert len({row.cells["import_key"] for row in rows}) == 3


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (XML[:300].encode(), "broken XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><mediawiki></mediawiki>', "a document type"),
        (b"caf\xc3\xa9 \xe9", "is not"),
    ],
)
def test_what_is_no_page_is_refused(data: bytes, found: str) -> None:
    with pytest.raises(Unreadable) as refused:
        rows_of_talk_page(data, "file")
    assert found in refused.value.found


def test_equal_remarks_are_told_apart_and_an_edited_one_is_the_same() -> None:
    twice = f"Yes. {SIGNED.format('A')}\n\nYes. {SIGNED.format('A')}"
    before = [row.cells["import_key"] for row in rows_of_talk_page(twice.encode(), "file").rows]
    after = [row.cells["import_key"] for row in rows_of_talk_page(twice.replace("Yes", "No").encode(), "file").rows]

    assert len(set(before)) == 2
    assert before == after
