"""What hosts say when they will not, as they say it: the sentence that people get, and the lines below it."""

from __future__ import annotations

import pytest

from wmstrat.sync.git_messages import of_the_remote, unavailable

BROKEN_OFF = """fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.
"""
MISSPELLED = "(or you mis-spelled the reponame)\n"
THERE = "us (git@host.example.org:strategy)"


def said(words: str, do: str = "read") -> list[str]:
    return str(unavailable(words, remote=THERE, do=do, name="us")).splitlines()


# gitolite, before git begins


def test_gitolite_lets_somebody_read_only() -> None:
    sentence, *below = said(
        f"FATAL: W any strategy member-20 DENIED by fallthru\n{MISSPELLED}{BROKEN_OFF}", "write there"
    )
    assert sentence.startswith(f"{THERE} does not let you write there. Ask whoever runs it for access")
    assert below == ["The host knows you as member-20, who may not write to strategy."]


def test_gitolite_does_not_tell_what_somebody_may_not_read() -> None:
    words = f"Cloning into '/home/you/strategy'...\nFATAL: R any strategy visitor DENIED by fallthru\n{MISSPELLED}"
    sentence, *below = said(words + BROKEN_OFF)
    assert sentence.startswith(f"There is no repository at {THERE} (any more), or you may not see it.")
    assert "git remote set-url us URL" in sentence
    assert below == ["The host knows you as visitor, who may not read strategy."]


def test_gitolite_over_the_web_says_the_same() -> None:
    sentence, *below = said("fatal: remote error: FATAL: R any strategy visitor DENIED by fallthru\n" + MISSPELLED)
    assert sentence.startswith("There is no repository at")
    assert below == ["The host knows you as visitor, who may not read strategy."]
    sentence, *below = said("fatal: remote error: FATAL: W any strategy visitor DENIED by fallthru\n", "write there")
    assert "does not let you write there" in sentence


def test_an_address_that_gitolite_cannot_read() -> None:
    sentence, *below = said(f"FATAL: invalid repo name: 'no t'\n{BROKEN_OFF}")
    assert sentence.startswith("There is no repository at")
    assert below == ["invalid repo name: 'no t'"]


@pytest.mark.parametrize(
    "why",
    [
        "We are moving house, and the old one does not exist any more.",
        "sorry, writes are currently disabled (no more info available)",
        "invalid user 'b!d'",
        "unknown git/gitolite command: 'git-lfs-authenticate strategy'",
    ],
)
def test_gitolite_is_closed_or_understands_nothing(why: str) -> None:
    assert said(f"FATAL: {why}\n{BROKEN_OFF}", "write there") == [
        f"{THERE} does not let you write there, and says why:",
        why,
    ]


def test_gitolite_explains_itself_at_length() -> None:
    words = """
FATAL -- ACCESS DENIED
Repo            strategy
User            member-20
Stage           Before git was called
Operation       Repo write

FATAL: W any strategy member-20 DENIED by fallthru
"""
    sentence, *below = said(words + MISSPELLED + BROKEN_OFF, "write there")
    assert "does not let you write there" in sentence
    assert below[0] == "FATAL -- ACCESS DENIED"
    assert below[-1] == "The host knows you as member-20, who may not write to strategy."


# gitolite, once the work has arrived: git puts `remote:` before each line, and a word of its own after the last


DENIED = {
    "W refs/heads/main strategy member-18 DENIED by refs/heads/main": (
        "member-18, who may not write to main of strategy."
    ),
    "W refs/heads/main strategy member-18 DENIED by fallthru": "member-18, who may not write to main of strategy.",
    "W refs/tags/v1 us/strategy member-18 DENIED by fallthru": (
        "member-18, who may not write to refs/tags/v1 of us/strategy."
    ),
    "+ refs/heads/main strategy member-18 DENIED by fallthru": (
        "member-18, who may not rewrite or delete main of strategy."
    ),
    "C refs/heads/idea strategy member-18 DENIED by fallthru": "member-18, who may not make idea of strategy.",
    "D refs/heads/idea strategy member-18 DENIED by fallthru": "member-18, who may not delete idea of strategy.",
    "WM refs/heads/main strategy member-18 DENIED by fallthru": (
        "member-18, who may not send merges to main of strategy."
    ),
    "W VREF/NAME/process.yaml strategy member-18 DENIED by VREF/NAME/process.yaml": (
        "member-18, who may not change process.yaml of strategy."
    ),
    "W VREF/COUNT/3 strategy member-18 DENIED by VREF/COUNT/3": (
        "member-18. Its rule VREF/COUNT/3 does not let this through."
    ),
}


@pytest.mark.parametrize("denied", DENIED)
def test_gitolite_s_rules_are_put_in_words(denied: str) -> None:
    words = f"remote: FATAL: {denied}        \nremote: error: hook declined to update refs/heads/main        \n"
    assert of_the_remote(words) == f"The host knows you as {DENIED[denied]}"


def test_a_hook_for_one_branch_that_declines_in_silence() -> None:
    assert of_the_remote("remote: error: hook declined to update refs/heads/main        \n") == ""


# A long answer


def test_what_a_remote_laid_out_stays_laid_out() -> None:
    words = (
        "remote: wmstrat did not take this push in, for one reason:        \n"
        "remote: \n"
        "remote: 1. main        \n"
        "remote:    The push would delete this branch.        \n"
        "remote: \n"
        "To host.example.org:strategy\n"
    )
    assert of_the_remote(words) == (
        "wmstrat did not take this push in, for one reason:\n\n1. main\n   The push would delete this branch."
    )
