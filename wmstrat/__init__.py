"""wmstrat: a command-line manager for working-group processes, over plain files in git."""

__version__ = "0.1.0"
