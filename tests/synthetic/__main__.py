"""A module of wmstrat as a program that knows the kinds of these tests too: `python -m tests.synthetic MODULE ARGS`.

Git and its hooks start wmstrat in processes of their own, which learn of these kinds by no other way.
"""

from __future__ import annotations

import runpy
import sys

from tests.synthetic.table import declare

if __name__ == "__main__":
    declare()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
