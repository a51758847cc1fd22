"""How people read what a file holds: words of vocabularies, states, people and groups."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wmstrat.record.field_type import STATE_LABELS
from wmstrat.record.view import all_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstrat.workspace.workspace import Workspace


class NoLabels:
    """Words and ids as files hold them, for scripts: `Labels`."""

    def word(self, word: str, vocabulary: str = STATE_LABELS) -> str:  # noqa: ARG002
        return word

    def record(self, identity: str) -> str:
        return identity


class WorkspaceLabels:
    """The `Labels` of one workspace: of words by process.yaml, of people their names, of groups their codes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """The labels by the words of each vocabulary."""
        return all_labels(self._workspace)

    @cached_property
    def _records(self) -> Mapping[str, str]:
        groups = self._workspace.records("group")
        return self._workspace.labels("person") | {group.id: str(group["code"] or group.id) for group in groups}

    def word(self, word: str, vocabulary: str = STATE_LABELS) -> str:
        return self.words.get(vocabulary, {}).get(word, word)

    def record(self, identity: str) -> str:
        return self._records.get(identity, identity)
