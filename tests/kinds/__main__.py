"""A module of wmstrat as a program that knows the kinds of the tests, too: `python -m tests.kinds MODULE ARGUMENTS`.

Git and its hooks start wmstrat in processes of their own, which learn of these kinds by no other way.
"""

from __future__ import annotations

import runpy
import sys

from tests.kinds.synthetic import declare

if __name__ == "__main__":
    declare()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
