"""A workspace that knows the synthetic kinds and has records of each, built once a module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Lend, Wmstrat
from tests.synthetic.table import declared

EARLIER = "2018-07-19T12:00:00Z"
ADDED: tuple[tuple[tuple[str, ...], str], ...] = (
    (("person", "add", "Member 17"), "member-17"),
    (
        ("barn", "add", "Old Mill", "--seats", "40", "--key", "below the mat", "--page", "https://example.org/mill"),
        "old-mill",
    ),
    (
        (
            "fair", "add", "CB", "Open day", "--begins", "2018-08-07 14:00 Europe/Berlin", "--lasts", "2h30m",
            "--setup", "2018-08-05/2018-08-07", "--fee", "2 eur", "--costs", "1200.50 EUR", "--size", "large",
            "--page", "mailto:fair@example.org", "--ready-by", "2018-07-01", "--about", "old-mill", "--indoors",
            "--helpers", "member-17,since=2018-07-01", "--programme", "Doors open.\n\nMusic.",
        ),
        "CB-XF1",
    ),
    (("fair", "add", "ALL", "World fair", "--costs", "9 USD", "--about", "CB-XF1"), "ALL-XF1"),
    (("oath", "add", "We listen first", "--clauses", "Nobody speaks twice", "--before", "CB-XF1"), "ALL-XO1"),
    (("chore", "add", "Find a baker", "--fairs", "CB-XF1", "--with-groups", "AD", "--due", "2018-07-19"), "CB-XC1"),
    (("chore", "add", "Print maps", "--fairs", "ALL-XF1"), "ALL-XC1"),
    (("stall", "add", "CB", "old-mill", "--place", "by the door", "--since", "2018-07-01"), "CB-old-mill"),
    (("motto", "add", "CB", "Together", "--lasting", "Alone,since=2018-01-01,until=2018-06-30"), "CB-motto"),
    (("motto", "add", "ALL", "Further"), "ALL-motto"),
    (("whisper", "add", "CB", "They may leave.", "--said-by", "member-17"), "CB-XW1"),
    (("whisper", "add", "ALL", "Nobody knows."), "ALL-XW1"),
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def known() -> Iterator[None]:
    """The synthetic kinds are declared for as long as the tests of one module run."""
    with declared():
        yield


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test keeps what it made, for the others to copy."""
    return tmp_path_factory.mktemp("synthetic") / "strategy"


@pytest.fixture
def filled(workspace: Path, wmstrat: Wmstrat, kept: Path, lend: Lend, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, in which the test stands, with the records of ADDED, which are of an earlier day than whatever a
    test does."""
    if not kept.exists():
        with monkeypatch.context() as patch:
            patch.setenv("GIT_AUTHOR_DATE", EARLIER)
            patch.setenv("GIT_COMMITTER_DATE", EARLIER)
            wmstrat("upgrade")
            for words, identity in ADDED:
                assert wmstrat(*words).out.startswith(identity)
            wmstrat("status")
        shutil.copytree(workspace, kept)
    else:
        lend(kept, workspace)
    return workspace
