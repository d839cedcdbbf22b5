"""A plugin with one sound hook and one misspelt."""

from rosace.hookspecs import hookimpl


@hookimpl
def rosace_register_exporters() -> list[object]:
    """Bring nothing."""
    return []


@hookimpl
def rosace_write_section(appraisal: object) -> list[object]:
    """Never be called: the hook is called rosace_write_sections."""
    del appraisal
    return []
