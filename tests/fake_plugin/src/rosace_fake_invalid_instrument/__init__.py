"""A plugin whose instrument breaks the contract, and whose catalogues are not whole."""

from collections.abc import Iterable

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference


@hookimpl
def rosace_register_instruments() -> Iterable[InstrumentReference]:
    """Name a broken instrument, a missing one, and files that are not the plugin's to name."""
    places = (
        ("fake-invalid", "rosace_fake_invalid_instrument", "instruments/fake-invalid.yaml"),
        ("fake-missing", "rosace_fake_invalid_instrument", "instruments/nowhere.yaml"),
        ("fake-outside", "rosace_fake", "instruments/fake.yaml"),
        ("fake-climber", "rosace_fake_invalid_instrument", "../rosace_fake/instruments/fake.yaml"),
    )
    for identifier, package, resource in places:
        yield InstrumentReference(
            id=identifier,
            version="1.0.0",
            titles={"fr": "Instrument invalide", "en": "Invalid instrument"},
            package=package,
            resource=resource,
        )
