"""A plugin that names an argument as no hook does."""

from rosace.hookspecs import hookimpl


@hookimpl
def rosace_write_sections(appraisals: object) -> list[object]:
    """Never be called: the argument is called appraisal."""
    del appraisals
    return []
