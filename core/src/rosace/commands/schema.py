"""``rosace schema``: a schema of the contract, or that of one instrument's responses."""

from rosace.commands.options import LANGUAGE, appraiser_of, print_json
from rosace.speaking import Argument, Command, Option

__all__ = ["command"]


def _schema(*, name: str, overlay: str | None, bundle: bool, language: str | None) -> int:
    import rosace_schemas  # noqa: PLC0415  # only here

    del language
    if name in {"common", *rosace_schemas.DOCUMENTS} and overlay is None:
        read = rosace_schemas.bundle if bundle else rosace_schemas.schema
        print_json(read(name))
        return 0
    from rosace.derived import response_schema  # noqa: PLC0415  # only for an instrument

    print_json(response_schema(appraiser_of().instrument(name, overlay=overlay)))
    return 0


command = Command(
    "schema",
    params=[
        Argument(["name"]),
        Option(["--overlay"], metavar="FILE", help="cli.option.overlay"),
        Option(["--bundle"], is_flag=True, help="cli.option.bundle"),
        LANGUAGE(),
    ],
    callback=_schema,
)
