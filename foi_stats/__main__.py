"""Runs the foi-stats command as ``python -m foi_stats``."""

from foi_stats.cli import main

if __name__ == "__main__":  # a spawned process imports this module again, and must not run the command
    main()
