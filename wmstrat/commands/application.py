"""`wmstrat application`: who asked to join. Applications come and are answered through `wmstrat member`."""

from __future__ import annotations

from wmstrat.commands.records import noun

app = noun("application", adds=False)
