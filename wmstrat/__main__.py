"""`python -m wmstrat` is `wmstrat`."""

from wmstrat.cli import main

main()
