"""What git and hosts say when something fails: the sentence that people get, and the lines below it."""

from __future__ import annotations

import pytest

from wmstrat.sync.git_messages import of_the_remote, unavailable

BROKEN_OFF = """fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.
"""
THERE = "us (git@host.example.org:strategy)"


def said(words: str, do: str = "read") -> list[str]:
    return str(unavailable(words, remote=THERE, do=do, name="us")).splitlines()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("fatal: remote error: FATAL: W any strategy member-20 DENIED by fallthru", "does not let you write there"),
        ("fatal: could not read Username for 'https://host.example.org': No such device", "does not let you write"),
        ("fatal: repository 'https://host.example.org/us/' not found", "There is no repository at"),
        ("ssh: Could not resolve hostname host.example.org: Name or service not known", "cannot be reached"),
        ("fatal: the remote end hung up unexpectedly", "closed the connection"),
    ],
)
def test_what_git_says_gets_a_sentence_before_it(words: str, sentence: str) -> None:
    first, *below = said(f"{words}\n{BROKEN_OFF}", "write there")
    assert sentence in first
    assert below == [words]


@pytest.mark.parametrize("why", ["FATAL: We have moved.", "Host key verification failed."])
def test_what_has_no_sentence_is_repeated(why: str) -> None:
    assert said(f"{why}\n{BROKEN_OFF}") == [f"{THERE} could not be used.", why]


# A long answer


def test_what_a_remote_laid_out_stays_laid_out() -> None:
    words = (
        "remote: wmstrat did not accept this push, for one reason:        \n"
        "remote: \n"
        "remote: 1. main        \n"
        "remote:    The push would delete this branch.        \n"
        "remote: \n"
        "To host.example.org:strategy\n"
    )
    assert of_the_remote(words) == (
        "wmstrat did not accept this push, for one reason:\n\n1. main\n   The push would delete this branch."
    )
