"""`python -m stance` is the command `stance`."""

from stance.cli import run

run()
