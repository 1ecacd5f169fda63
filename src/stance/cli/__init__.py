"""The command line: each command a thin shell over one call of the library."""

from stance.cli import models, prevalence, projects, quotes, score  # noqa: F401 - commands enter the group on import
from stance.cli.group import main
from stance.cli.start import run

__all__ = ["main", "run"]
