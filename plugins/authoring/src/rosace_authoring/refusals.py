"""How the commands refuse what cannot be done as it was asked for."""

import click

__all__ = ["wrong_use"]


def wrong_use(said: str) -> click.UsageError:
    """Return an error that ends the running command with the status of wrong use.

    Args:
        said: What is wrong and what to do, in the language spoken.
    """
    return click.UsageError(said, click.get_current_context())
