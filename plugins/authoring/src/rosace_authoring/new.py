"""``rosace new``: starts a study, an instrument or a plugin."""

from rosace.commands.options import LANGUAGE
from rosace.speaking import Group
from rosace_authoring import PACKAGE

__all__ = ["command"]

command = Group(
    "new",
    members={
        "study": "rosace_authoring.new_study:command",
        "instrument": "rosace_authoring.new_instrument:command",
        "plugin": "rosace_authoring.new_plugin:command",
    },
    params=[LANGUAGE()],
    speaks="authoring.new",
    package=PACKAGE,
)
