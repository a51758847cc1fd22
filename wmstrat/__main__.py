"""`python -m wmstrat` is `wmstrat`."""

from wmstrat.cli import program

program()
