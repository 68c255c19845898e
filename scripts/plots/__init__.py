"""The pictures that scripts/plot.py draws."""
