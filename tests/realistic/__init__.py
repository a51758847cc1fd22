"""The 2018-20 process replayed through wmstrat's own modules."""
