"""Each push that the guard refuses, by name, and the pushes that it lets in; by git where git has a part in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.guard.conftest import GROUP, Clone, draft, guarded, question, record, run
from wmstrat.workspace.initial import hides_private, hiding_private

Q1 = f"{GROUP}/questions/CB-Q1.md"
D1 = f"{GROUP}/drafts/CB-D1.md"


@pytest.fixture
def pushing(clone: Clone) -> None:
    """The pushes of the clone are git's own."""
    clone.by_git = True


@pytest.mark.usefixtures("pushing")
def test_sound_work_is_taken_in_without_a_word(clone: Clone) -> None:
    clone.commit({**question(3), Q1: clone.read(Q1).replace("About CB-Q1", "A better title")})

    found = clone.push()

    assert found.taken
    assert clone.published == clone.tip
    assert "remote:" not in found.answer


@pytest.mark.usefixtures("pushing")
def test_what_breaks_the_workspace_is_refused_and_what_was_broken_is_not(clone: Clone) -> None:
    broken = question(3, level="enormous")
    clone.commit_unguarded(broken)
    clone.commit({**question(4)})
    clone.accepted()
    clone.commit({**question(5, state="done"), Q1: clone.read(Q1) + "More.\n"})

    found = clone.refused()

    assert "CB-Q5 (groups/capacity-building/questions/CB-Q5.md:6)" in found.text
    assert 'state: found "done", expected one of proposed' in found.text
    assert "CB-Q3" not in found.text
    assert all(len(line) <= 70 for line in found.answer.splitlines())
    assert "\x1b" not in found.answer


@pytest.mark.usefixtures("pushing")
def test_a_line_of_the_answer_ends_around_a_command_and_not_within_it(clone: Clone) -> None:
    clone.commit({Q1: None})

    found = clone.refused()

    assert "   Restore it (to end it afterwards: wmstrat mark CB-Q1 withdrawn):" in found.answer.splitlines()
    assert found.commands == [f"git checkout {clone.published[:10]} -- {Q1}", 'git commit -m "Restore it"']
    clone.shell(*found.commands)
    clone.accepted()


def test_a_published_id_comes_back_and_leaves_no_twin(wmstrat: Wmstrat, clone: Clone) -> None:
    new = Q1.replace("Q1", "Q9")
    clone.commit({Q1: None, new: clone.read(Q1).replace("id: CB-Q1", "id: CB-Q9")})

    clone.shell(*clone.refused().commands)
    wmstrat("-C", clone.folder, "sync")

    assert clone.published == clone.tip
    files = clone.git("ls-tree", "-r", "--name-only", "HEAD").split()
    assert Q1 in files
    assert new not in files


def test_a_record_that_others_refer_to_cannot_be_broken_from_behind(clone: Clone) -> None:
    clone.commit(draft(4, answers="[CB-Q1, CB-Q2]"))
    clone.accepted()
    clone.commit({"people/member-17.yaml": None})

    assert "CB-member-17" in clone.refused().text


def test_a_word_that_is_in_use_stays_in_the_vocabulary(clone: Clone) -> None:
    text = clone.read("process.yaml")
    clone.commit({"process.yaml": text.replace("  - id: coordinator\n", "  - id: organizer\n")})

    assert "AD-member-18" in clone.refused().text


def test_a_workspace_without_process_yaml_is_refused(clone: Clone) -> None:
    clone.commit({"process.yaml": None})
    found = clone.refused()
    assert "process.yaml The push deletes it" in found.text
    clone.shell(*found.commands)
    clone.accepted()

    clone.commit({"process.yaml": clone.read("process.yaml").replace("wmstrat: 1", "wmstrat: 2")})
    assert "install a newer wmstrat" in clone.refused().text


def test_published_ids_stay_where_they_are(clone: Clone) -> None:
    handled = f"{GROUP}/questions/CB-Q-m2p4.md"
    clone.commit({handled: record("CB-Q-m2p4", handle="CB-Q-m2p4", state="proposed"), **question(5)})
    clone.commit_unguarded({f"{GROUP}/questions/CB-Q5.md": None})

    second, membership = Q1.replace("Q1", "Q2"), f"{GROUP}/members/CB-member-17.yaml"
    clone.commit(
        {
            Q1: None,
            second: None,
            second.replace("Q2", "Q9"): clone.read(second).replace("id: CB-Q2", "id: CB-Q9"),
            handled: clone.read(handled).replace("handle: CB-Q-m2p4", "handle: CB-Q-a2b3"),
            **question(7, handle="CB-Q-k3f9"),
            **question(5, title="Something else"),
            membership: clone.read(membership).replace("person: member-17", "person: member-18"),
        }
    )

    text = clone.refused().text

    for expected in (
        "CB-Q1 (groups/capacity-building/questions/CB-Q1.md) It is published, so its file cannot be deleted",
        "It is published as CB-Q2, so its id cannot become CB-Q9",
        'handle of CB-Q-m2p4 cannot change; it must be "CB-Q-m2p4"',
        "It has the handle of CB-Q-k3f9, which still exists",
        "The id CB-Q5 was used for another record before",
        'person of CB-member-17 cannot change; it must be "member-17"',
    ):
        assert expected in text


def test_a_record_that_was_taken_away_while_nobody_guarded_may_be_put_back(clone: Clone) -> None:
    clone.commit_unguarded({Q1: None})

    clone.commit(question(1, title="Another question of the same number"))
    assert "The id CB-Q1 was used for another record before" in clone.refused().text

    clone.commit(question(1, background="The same, and a little more"))
    clone.accepted()


@pytest.mark.usefixtures("pushing")
def test_a_handle_gets_its_number_once(clone: Clone) -> None:
    old = f"{GROUP}/questions/CB-Q-k3f9.md"
    clone.commit({old: None, **question(3, handle="CB-Q-k3f9", title="About CB-Q-k3f9")})
    clone.accepted()

    clone.commit(question(4, handle="CB-Q-k3f9"))

    refused = clone.refused().text
    assert "Its handle CB-Q-k3f9 belongs to CB-Q3" in refused
    assert "In a copy, clear the field: wmstrat set CB-Q4 handle= Nothing was changed" in refused
    assert "If CB-Q3 was also given to another record" in refused
    clone.commit(question(4))
    clone.accepted()


@pytest.mark.usefixtures("pushing")
def test_history_is_never_removed(clone: Clone) -> None:
    clone.commit(question(3))
    clone.accepted()
    run(clone.host, "config", "receive.denyDeleteCurrent", "ignore")
    clone.git("reset", "--quiet", "--hard", "HEAD~1")
    clone.commit(question(4))

    assert "would be lost" in clone.refused("--force", "origin", "HEAD:main").text
    assert "would delete this branch" in clone.refused("origin", ":main").text


MARKED = "<<<<<<< HEAD\nOne.\n=======\nAnother.\n>>>>>>> theirs\n"


def test_conflict_markers_are_refused(clone: Clone) -> None:
    clone.commit({Q1: clone.read(Q1) + MARKED})
    found = clone.refused()
    assert found.text.count("CB-Q1.md") == 1
    assert "conflict markers of git" in found.text

    clone.git("reset", "--quiet", "--hard", "origin/main")
    text = clone.read(Q1).replace("title: About CB-Q1\n", "<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> b\n")
    clone.commit({Q1: text})
    assert "conflict markers of git" in clone.refused().text


def test_conflict_markers_are_refused_in_files_that_are_no_records(clone: Clone) -> None:
    clone.commit_unguarded({"method/old.md": MARKED})
    clone.commit(
        {"README.md": MARKED, "tools/run.sh": MARKED, "method/new page.md": MARKED, "method/old.md": "A\n" + MARKED}
    )
    clone.write({"method/picture.bin": b"\0\n" + MARKED.encode()})
    clone.commit({})

    found = clone.refused()

    assert "for 3 reasons" in found.text
    assert "README.md The file contains conflict markers" in found.text
    assert "tools/run.sh The file contains conflict markers" in found.text
    clone.write({"README.md": "A\n", "tools/run.sh": "A\n", "method/new page.md": "A\n"})
    assert "git add 'method/new page.md'" in found.commands
    adding = [command for command in found.commands if command.startswith("git add ")]
    clone.shell(*adding, found.commands[-1])
    clone.accepted()


def test_private_stays_hidden(clone: Clone) -> None:
    clone.commit({".gitignore": None})
    assert ".gitignore It has no line that keeps private/ out" in clone.refused().text

    clone.git("reset", "--quiet", "--hard", "origin/main")
    clone.commit({".gitignore": clone.read(".gitignore") + "!/private/\n"})
    assert "wmstrat check --fix" in clone.refused().text

    clone.git("reset", "--quiet", "--hard", "origin/main")
    clone.commit({".gitignore": clone.read(".gitignore") + "*.pdf\n"})
    clone.accepted()


def test_what_only_looks_alike_is_taken_in(clone: Clone) -> None:
    clone.commit({Q1: clone.read(Q1) + ">>>>>>> seven times quoted\n\nHeading\n=======\n"})
    clone.commit(draft(3, state="drafting", body="A rejected draft is taken up again.\n"))
    clone.commit({"people/member-20.yaml": "id: member-20\nname: Member 20\n"})
    clone.accepted()
    clone.commit({"people/member-20.yaml": None})  # nothing refers to this person
    clone.commit({"method/film.bin": b"\0" * 5_000_001})
    clone.commit({"method/film.bin": None})  # huge, but gone again
    clone.accepted()


@pytest.mark.usefixtures("pushing")
def test_links_submodules_and_huge_files_are_refused_together(clone: Clone) -> None:
    (clone.folder / "notes.md").symlink_to("/etc/hostname")
    clone.git("update-index", "--add", "--cacheinfo", f"160000,{clone.tip},groups/elsewhere")
    clone.write({"method/film.bin": b"\0" * 5_000_001})
    clone.git("add", "notes.md", "method/film.bin")
    clone.git("commit", "--quiet", "--message", "Three things")

    found = clone.refused()

    assert "notes.md This is a symbolic link." in found.text
    assert "groups/elsewhere This is a submodule." in found.text
    assert "method/film.bin The file has 5.0 MB." in found.text
    clone.shell(*found.commands)
    clone.accepted()
    assert (clone.folder / "method/film.bin").exists()


NAMES = {
    b"method/escape\x1b[31m.md": "the character U+001B",
    b"method/latin-\xe9.md": "bytes that are not UTF-8",
    "method/turn\u202egnp.md".encode(): "the character U+202E",
    b"method/aux.md": "a device on Windows",
    b"method/what?.md": "the character ?",
    b"method/-rf": "a dash",
    "method/cafe\u0301.md".encode(): "NFD",
    b"METHOD/procedures.md": "method and METHOD These names differ only in capital letters",
}


def test_hostile_names_are_refused(clone: Clone) -> None:
    for name in NAMES:
        path = os.path.join(os.fsencode(clone.folder), name)  # noqa: PTH118 - bytes
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write(b"Text.\n")
    clone.commit({})

    found = clone.refused()

    assert [expected for expected in NAMES.values() if expected not in found.text] == []
    assert "for 8 reasons" in found.text
    assert "\x1b" not in found.answer
    assert "\u202e" not in found.answer

    renaming = [command for command in found.commands if command.startswith("git mv ")]
    clone.shell(*(command.replace("NEW", f"method/{n}.md") for n, command in enumerate(renaming)), found.commands[-1])
    clone.accepted()


def test_a_folder_gets_no_other_case(clone: Clone) -> None:
    path = f"{GROUP}/questions/CB-Q1.md"
    for old, new in (("groups/", "Groups/"), ("capacity-building", "Capacity-Building"), ("questions", "Questions")):
        clone.commit({path: None, path.replace(old, new): clone.read(path)})
        assert "differ only in capital letters" in clone.refused().text
        clone.git("reset", "--quiet", "--hard", "HEAD~1")


@pytest.mark.usefixtures("pushing")
def test_nothing_of_private_gets_into_the_history(clone: Clone) -> None:
    commit = clone.commit({"private/people/member-17.yaml": "id: member-17\ncontact: somebody@example.org\n"})
    clone.commit({"private/people/member-17.yaml": None})

    text = clone.refused().text

    assert commit[:10] in text
    assert "git keeps all versions" in text
    assert "somebody@" not in text


def test_nothing_in_a_name_hides_what_a_commit_brings_into_private(clone: Clone) -> None:
    for name in (b"private/a\x01b", b"private/a\nb", b"Private"):
        before = clone.tip
        path = os.path.join(os.fsencode(clone.folder), name)  # noqa: PTH118 - bytes
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write(b"Text.\n")
        commit = clone.commit({})
        os.unlink(path)  # noqa: PTH108 - bytes
        clone.commit({})

        assert commit[:10] in clone.refused().text
        clone.git("reset", "--quiet", "--hard", before)


def test_a_name_in_which_something_is_invisible_is_refused_and_so_is_one_that_git_reads_as_its_own(
    clone: Clone,
) -> None:
    names = {
        "method/a\u206ab.md": "U+206A",
        "method/git~2/x.md": "only git may use",
        f"method/{'a' * 256}": "255 bytes",
    }
    blob = clone.git("rev-parse", f"HEAD:{Q1}")
    for name in names:
        clone.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
    clone.git("commit", "--quiet", "--message", "Odd names")

    text = clone.refused().text

    assert [expected for expected in names.values() if expected not in text] == []


def test_a_branch_that_could_be_taken_for_another_is_refused(clone: Clone) -> None:
    for name in ("refs/heads/refs/heads/main", "refs/tags/refs/heads/main", "refs/refs/heads/main"):
        assert "ends with the whole name of another branch" in clone.refused("origin", f"HEAD:{name}").text


def decided(by: str, state: str = "ratified") -> dict[str, str]:
    return {"state": state, "decided_by": by, "decided_on": "2018-07-20"}


def test_only_a_body_that_decides_ratifies_and_rejects(clone: Clone) -> None:
    clone.commit({**draft(2, **decided("steering-group")), **draft(4, state="rejected")})
    text = clone.refused().text
    expected = "expected a body of the kind deciding, other than the group of the draft"
    for number, by in ((2, 'found "steering-group"'), (4, "empty")):
        assert f"CB-D{number} (groups/capacity-building/drafts/CB-D{number}.md) decided_by: {by}" in text
    assert text.count(expected) == 2

    clone.git("reset", "--quiet", "--hard", "origin/main")
    page = clone.read("groups/advocacy/README.md")
    clone.commit({"groups/advocacy/README.md": page.replace("kind: working", "kind: deciding")})
    clone.commit(draft(2, **decided("advocacy")))
    text = clone.refused().text
    assert 'kind of advocacy cannot change; it must be "working"' in text
    assert "advocacy decides about CB-D2, but was not a deciding body before this change" in text

    clone.git("reset", "--quiet", "--hard", "origin/main")
    clone.commit(draft(2, **decided("board")))
    clone.accepted()


def test_decided_drafts_stay_as_they_were_decided(clone: Clone) -> None:
    decision = {"state": "ratified", "decided_by": "board", "decided_on": "2018-07-10"}
    clone.commit({path: text for number in (4, 5, 6) for path, text in draft(number, **decision).items()})
    clone.accepted()
    paths = {number: D1.replace("D1", f"D{number}") for number in (1, 3, 4, 5)}
    clone.commit(
        {
            paths[1]: clone.read(paths[1]) + "One more sentence.\n",
            paths[3]: clone.read(paths[3]) + "One more sentence.\n",
            paths[4]: clone.read(paths[4]).replace("About CB-D4", "Something else"),
            paths[5]: clone.read(paths[5]).replace("2018-07-10", "2018-07-11"),
            **draft(6, state="submitted"),
        }
    )

    text = clone.refused().text

    assert "board ratified CB-D1 on 2018-07-10, so these fields cannot change: body." in text
    assert "board rejected CB-D3 on 2018-07-10, so these fields cannot change: body." in text
    assert "board ratified CB-D4 on 2018-07-10, so these fields cannot change: title." in text
    assert "board ratified CB-D5 on 2018-07-10, so these fields cannot change: decided_on." in text
    assert "CB-D6 is ratified and cannot become submitted." in text


def test_a_decided_draft_follows_what_gets_its_number(wmstrat: Wmstrat, clone: Clone) -> None:
    decision = {"state": "ratified", "decided_by": "board", "decided_on": "2018-07-10"}
    clone.commit(
        {
            **question("-m2p4", handle="CB-Q-m2p4"),
            **draft(4, **decision, answers="[CB-Q-m2p4]", body="See CB-Q-m2p4.\n"),
            **draft("-n3q5", **decision, handle="CB-D-n3q5"),
        }
    )
    clone.accepted()
    clone.commit(question(1, "advocacy", "AD", title="Something to send"))

    wmstrat("-C", str(clone.folder), "sync")

    assert clone.published == clone.tip
    assert "handle: CB-Q-m2p4\n" in clone.read(Q1.replace("Q1", "Q4"))  # CB-Q3 was older, and under its letters too
    assert "answers: [CB-Q4]" in clone.read(D1.replace("D1", "D4"))


@pytest.mark.usefixtures("pushing")
def test_what_stands_in_the_place_of_an_object_deceives_nobody(clone: Clone) -> None:
    """git shows another object instead, to whoever does not ask it not to (git replace)."""
    sound = clone.git("hash-object", "-w", "--", Q1).strip()
    clone.commit({Q1: clone.read(Q1) + "\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"})
    marked = clone.git("rev-parse", f"HEAD:{Q1}").strip()
    clone.git("replace", marked, sound)

    refused = clone.push("origin", f"refs/replace/{marked}:refs/replace/{marked}")
    assert not refused.taken
    assert "replace an object of the history" in refused.text

    clone.git("push", "--quiet", str(clone.host), f"{sound}:refs/tags/sound")
    run(clone.host, "update-ref", f"refs/replace/{marked}", sound)  # from a time without a guard
    assert "conflict markers of git" in clone.refused().text


def test_another_name_for_the_guarded_branch_is_guarded_too(wmstrat: Wmstrat, clone: Clone) -> None:
    run(clone.host, "symbolic-ref", "refs/heads/master", "refs/heads/main")
    run(clone.host, "symbolic-ref", "refs/tags/latest", "refs/heads/master")
    clone.commit({Q1: None})
    with clone.in_quarantine():
        for options in ([], ["--branch", "main"], ["--branch", "master"]):
            for name in ("refs/heads/master", "refs/tags/latest", "refs/heads/main"):
                pushed = f"{clone.published} {clone.tip} {name}\n"
                assert "CB-Q1" in wmstrat("-C", clone.host, "guard", *options, stdin=pushed, code=4).out

    assert "CB-Q1" in clone.refused("--force", "origin", "HEAD:refs/tags/latest").text  # git names it to the hook so
    run(clone.host, "symbolic-ref", "HEAD", "refs/heads/master")
    assert "CB-Q1" in clone.refused("origin", "HEAD:main").text


@pytest.mark.usefixtures("pushing")
def test_other_branches_and_tags_are_not_looked_at(clone: Clone) -> None:
    clone.commit({Q1: None})
    clone.accepted("origin", "HEAD:refs/heads/try")
    clone.accepted("origin", "HEAD:refs/tags/first")


@pytest.mark.usefixtures("pushing")
def test_a_first_push_is_taken_in_if_it_is_sound(clone: Clone, tmp_path: Path) -> None:
    empty = tmp_path / "empty.git"
    run(tmp_path, "init", "--quiet", "--bare", "--initial-branch=another", str(empty))
    guarded(empty)
    fresh = Clone(empty, clone.folder, by_git=True)
    fresh.git("remote", "set-url", "origin", str(empty))
    fresh.commit({Q1: None, **question(1, state="done")})
    assert 'found "done"' in fresh.refused().text

    fresh.git("reset", "--quiet", "--hard", "HEAD~1")
    fresh.accepted()
    fresh.commit({"README.md": "Another page.\n"})
    fresh.accepted()


@pytest.mark.usefixtures("pushing")
def test_a_damaged_or_foreign_cache_is_no_way_around(clone: Clone) -> None:
    for cache in (clone.host / "wmstrat").rglob("guard.sqlite"):
        cache.write_bytes(b"nothing of a database" * 1000)
    clone.commit(question(4, state="done"))
    assert 'found "done"' in clone.refused().text
    clone.git("reset", "--quiet", "--hard", "origin/main")
    clone.commit(question(4))
    clone.accepted()


NOTE = f"{GROUP}/notes/2018/07/CB-N20180714-k3f9.md"

OBEYED = {
    "attributes in a group": (
        {f"{GROUP}/.gitattributes": "*.md working-tree-encoding=UTF-16LE\n"},
        ".gitattributes",
    ),
    "an encoding": (
        {".gitattributes": "groups/**/*.md working-tree-encoding=UTF-16LE\n"},
        "working-tree-encoding for",
    ),
    "a filter by a macro": ({".gitattributes": "[attr]odd filter=lfs\n*.md odd\n"}, "filter for records"),
    "line ends": ({".gitattributes": "* text=auto eol=lf\n/process.yaml eol=crlf\n"}, "eol for records"),
    "an ignored ending": ({"groups/.gitignore": "*.md\n!README.md\n"}, "a pattern that hides records"),
    "an ignored folder": ({f"{GROUP}/.gitignore": "/notes/\n"}, "a pattern that hides records"),
    "a template that cannot be read": ({"method/templates/note.md": "---\na: [\n---\n"}, "templates/note.md"),
    "a template in one line": ({"method/templates/person.yaml": "{id: , name: }\n"}, "templates/person.yaml"),
    "a folder named as a record": ({f"{GROUP}/questions/CB-Q9.md/page.txt": "Text.\n"}, "with the name of a record"),
    "a folder named as a note": ({f"{NOTE}/a/b.txt": "Text.\n"}, "with the name of a record"),
}


@pytest.mark.parametrize("what", OBEYED)
def test_what_breaks_the_workspace_of_others_is_refused_and_named(wmstrat: Wmstrat, clone: Clone, what: str) -> None:
    files, expected = OBEYED[what]
    clone.write(dict(files))
    for path in files:
        blob = clone.git("hash-object", "-w", "--no-filters", "--", path)
        clone.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    clone.git("commit", "--quiet", "--message", what)
    found = clone.refused().text
    assert expected in found
    assert "for one reason" in found
    assert expected in wmstrat("-C", clone.folder, "check", code=1).out


BACK = ["!/priv*/", "!private", "!/PRIVATE/", "!p?ivate/", "!/[o-q]rivate/", "!*", "!/priv**", "!**/private/"]


@pytest.mark.parametrize("back", BACK)
def test_a_pattern_that_brings_private_back_is_seen(back: str) -> None:
    before = b"*.pdf\n/private/\n"
    brought = before + f"{back}\n".encode()
    assert hides_private(before)
    assert not hides_private(brought)
    assert hiding_private(brought) == f"*.pdf\n{back}\n/private/\n".encode()


@pytest.mark.sampled(4)
@pytest.mark.parametrize("back", BACK)
def test_a_pattern_that_brings_private_back_is_refused_and_mended(wmstrat: Wmstrat, clone: Clone, back: str) -> None:
    before = clone.read(".gitignore")
    clone.commit({".gitignore": f"{before}{back}\n"})
    assert "no line that keeps private/ out" in clone.refused().text
    wmstrat("-C", clone.folder, "check", code=1)
    wmstrat("-C", clone.folder, "check", "--fix")
    assert clone.read(".gitignore").endswith(f"{back}\n/private/\n")
    clone.accepted()


def test_patterns_that_concern_no_record_are_taken_in(wmstrat: Wmstrat, clone: Clone) -> None:
    attributes = clone.read(".gitattributes")
    clone.commit(
        {
            ".gitattributes": f"{attributes}*.png filter=lfs\n/method/*.csv eol=crlf\n*.md -filter !ident eol=lf\n",
            ".gitignore": clone.read(".gitignore")
            + "!/method/private/\n*.tmp\n/groups/*/build/\n\\!odd\n# private\n",
            f"{GROUP}/.gitignore": "*.md\n!/**/*.md\n",
            "tools/.gitattributes": "* -text\n",
        }
    )
    clone.accepted()
    wmstrat("-C", clone.folder, "check")


def test_a_process_file_whose_format_nobody_would_find_is_refused(clone: Clone) -> None:
    clone.commit({"process.yaml": f"# {'x' * 70_000}\n{clone.read('process.yaml')}"})
    assert "or its line `wmstrat: 1`" in clone.refused().text
