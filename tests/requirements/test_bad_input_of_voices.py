"""What makes no sense in the records of the daily work is refused wherever it comes in: at the command line, in an
import, and in a file that somebody edited. Nothing changes. Today is 2018-07-20."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec import Struct

from tests.conftest import Wmstrat, everything

GROUP = "groups/capacity-building"
AT = "2018-08-07 14:00 Europe/Berlin"


class Bad(Struct):
    """Something that makes no sense: what is told of it, the exit code and the words of a command, the kind and the
    rows of an import, and what somebody writes into a file in the place of what is there."""

    told: str
    code: int
    typed: list[str]
    kind: str = ""
    rows: tuple[dict[str, object], ...] = ()
    file: str = ""
    old: str = ""
    new: str = ""


def meeting(at: str, told: str) -> Bad:
    typed = ["meeting", "add", "CB", "Call", "--at", at]
    row = {"group": "CB", "title": "Call", "at": at}
    return Bad(told, 5, typed, "meeting", (row,), "meetings/CB-MT1.md", f"at: {AT}", f"at: {at}")


LINK = {"group": "CB", "title": "Trainers", "kind": "need"}
ROUND = {"group": "CB", "title": "May we?", "about": ["CB-D1"], "closes": "2018-08-01", "opened_on": "2018-07-20"}
FEEDBACK = {"body": "More.", "source": "mail", "on": "2018-07-20"}
TABLE = {
    "a day that does not exist": Bad(
        "2018-02-30", 5, ["milestone", "add", "CB", "More", "--due", "2018-02-30"],
        "milestone", ({"group": "CB", "title": "More", "due": "2018-02-30"},),
        "milestones/CB-M1.yaml", "due: 2018-08-01", "due: 2018-02-30",
    ),
    "a term that ends before it begins": Bad(
        "before 2018-07-01", 5, ["set", "CB-member-17", "until=2018-06-01"],
        "member", ({"group": "AD", "person": "member-17", "since": "2018-07-01", "until": "2018-06-01"},),
        "members/CB-member-17.yaml", "until:", "until: 2018-06-01",
    ),
    "a round that closes before it opens": Bad(
        "a day after it was opened", 5,
        ["round", "open", "CB", "Again", "--about", "CB-D1", "--asks", "AD", "--closes", "2018-07-01"],
        "round", ({**ROUND, "asks": ["AD"], "closes": "2018-07-01"},),
        "rounds/CB-RO1.yaml", "closes: 2018-08-01", "closes: 2018-07-01",
    ),
    "a milestone that waits on itself through others": Bad(
        "references that do not form a circle", 5, ["set", "CB-M1", "waits_on+=CB-M3"],
        "milestone", (
            {"id": "CB-M8", "group": "CB", "title": "Eight", "waits_on": [{"record": "CB-M9"}]},
            {"id": "CB-M9", "group": "CB", "title": "Nine", "waits_on": [{"record": "CB-M8"}]},
        ),
        "milestones/CB-M1.yaml", "due: 2018-08-01", "due: 2018-08-01\nwaits_on:\n  - record: CB-M3\n    until:",
    ),
    "an unknown zone": meeting("2018-08-07 14:00 Europe/Berln", "Europe/Berlin"),
    "an hour that summer time skips": meeting("2018-03-25 02:30 Europe/Berlin", "2018-03-25 00:30 UTC or"),
    "an hour that summer time doubles": meeting("2018-10-28 02:30 Europe/Berlin", "2018-10-28 00:30 UTC or"),
    "a link of a group with itself": Bad(
        "the group that raised it", 5, ["link", "add", "CB", "Us", "--with", "CB", "--kind", "need"],
        "link", ({**LINK, "with": ["CB"]},), "links/CB-L1.yaml", "  - advocacy", "  - capacity-building",
    ),
    "an owner who left": Bad(
        "has left CB, so they cannot become the owner", 4, ["feedback", "assign", "FEEDBACK", "member-18"],
        file="milestones/CB-M1.yaml", old="due: 2018-08-01", new="due: 2018-08-01\nowner: member-18",
    ),
    "an answer by somebody who was not asked": Bad(
        "was not asked", 4, ["round", "answer", "CB-RO1", "agree", "--for", "PA"],
        "round", ({**ROUND, "asks": ["AD"], "answers": [
            {"who": "partnerships", "answer": "agree", "on": "2018-07-20"},
        ]},),
        "rounds/CB-RO1.yaml", "closes: 2018-08-01",
        "closes: 2018-08-01\nanswers:\n  - who: partnerships\n    answer: agree\n    on: 2018-07-20",
    ),
    "an outcome that needs a response without one": Bad(
        "without a response", 4, ["set", "FEEDBACK", "state=answered", "outcome=partly"],
        "feedback", ({**FEEDBACK, "about": "CB", "state": "answered", "outcome": "partly"},),
        "feedback/FEEDBACK.md", "state: received", "state: answered\noutcome: partly",
    ),
    "feedback about a record that is gone": Bad(
        "CB-D9", 3, ["feedback", "add", "CB-D9", "More.", "--source", "mail"],
        "feedback", ({**FEEDBACK, "about": "CB-D9"},), "feedback/FEEDBACK.md", "  - CB-D1", "  - CB-D9",
    ),
    "a survey with a broken encoding": Bad(
        "not UTF-8", 5, ["import", "feedback", "../survey.csv", "--from", "survey", "--column", "a=body"],
    ),
}  # fmt: skip


def test_bad_input_is_refused_at_every_door(wmstrat: Wmstrat, workspace: Path) -> None:
    """One workspace for all of the table, since nothing may change in it."""
    for name in ("Member 17", "Member 18"):
        wmstrat("person", "add", name)
    wmstrat("member", "appoint", "CB", "Member 17", "Member 18", "--on", "2018-07-01")
    wmstrat("member", "leave", "CB", "Member 18", "--on", "2018-07-10")
    wmstrat("draft", "add", "CB", "A shared place")
    wmstrat("milestone", "add", "CB", "One", "--due", "2018-08-01")
    wmstrat("milestone", "add", "CB", "Two", "--waits-on", "CB-M1")
    wmstrat("milestone", "add", "CB", "Three", "--waits-on", "CB-M2")
    wmstrat("meeting", "add", "CB", "Call", "--at", AT)
    wmstrat("link", "add", "CB", "Trainers", "--with", "AD", "--kind", "need")
    wmstrat("round", "open", "CB", "May we?", "--about", "CB-D1", "--asks", "AD", "--closes", "2018-08-01")
    [feedback] = wmstrat("feedback", "add", "CB-D1", "More.", "--source", "mail").lines
    (workspace.parent / "survey.csv").write_bytes(b"Timestamp,a\n2018-07-01,caf\xe9 caf\xc3\xa9\n")
    before = everything(workspace)

    for name, bad in TABLE.items():
        said = {"command": wmstrat(*(word.replace("FEEDBACK", feedback) for word in bad.typed), code=bad.code).err}
        # What a rule refuses is refused with its code (4); what a file cannot hold is an error in the file (5).
        code = 4 if bad.code == 4 else 5
        if bad.rows:
            rows = json.dumps(bad.rows)
            said["import"] = wmstrat("import", bad.kind, "-", "--from", "json", stdin=rows, code=code).err
        if bad.file:
            file = workspace / GROUP / bad.file.replace("FEEDBACK", f"2018/07/{feedback}")
            text = file.read_text()
            assert bad.old in text, (name, text)
            file.write_text(text.replace(bad.old, bad.new, 1))
            said["save"] = wmstrat("save", code=code).err
            file.write_text(text)
        assert {door: bad.told in told for door, told in said.items()} == dict.fromkeys(said, True), (name, said)
        assert everything(workspace) == before, name


def test_what_is_owned_by_who_left_is_noticed_and_can_be_handed_on(wmstrat: Wmstrat, workspace: Path) -> None:
    """What was given before, and what archives bring, stays: the brief then says so, and what to type."""
    assert workspace == Path.cwd()
    for name in ("Member 17", "Member 18"):
        wmstrat("person", "add", name)
    wmstrat("member", "appoint", "CB", "Member 17", "Member 18", "--on", "2018-07-01")
    wmstrat("action", "add", "CB", "Typed", "--owner", "Member 18")
    wmstrat("member", "leave", "CB", "Member 18", "--on", "2018-07-10")
    rows = json.dumps([{"group": "CB", "title": "Imported", "owner": "member-18"}])
    wmstrat("import", "action", "-", "--from", "json", stdin=rows)
    wmstrat("set", "CB-A1", "due=2018-08-01")

    [left] = [item for item in wmstrat.items("brief", "CB") if item["notice"] == "owner-left"]
    assert left["records"] == ["CB-A1", "CB-A2"]
    wmstrat("person", "hand-on", "Member 18", "--to", "Member 17")
    assert "has left CB" in wmstrat("person", "hand-on", "Member 17", "--to", "Member 18", code=4).err
    assert not [item for item in wmstrat.items("brief", "CB") if item["notice"] == "owner-left"]
