"""A plugin that forgot to mark its hook."""


def rosace_write_sections(appraisal: object) -> list[object]:
    """Never be called."""
    del appraisal
    return []
