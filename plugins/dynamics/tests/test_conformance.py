"""The tools of dynamics keep every law of an instrument, and of the hooks of a plugin."""

from rosace.testing import InstrumentConformance, PluginConformance


class TestSharedLeadership(InstrumentConformance):
    """The questionnaire on shared leadership."""

    instrument = "shared-leadership"


class TestCollaborationForm(InstrumentConformance):
    """The two questions on the form of collaboration."""

    instrument = "collaboration-form"


class TestStakeGrid(InstrumentConformance):
    """The stake grid."""

    instrument = "stake-grid"


class TestControversies(InstrumentConformance):
    """The register of controversies."""

    instrument = "controversies"


class TestActorMap(InstrumentConformance):
    """The actor map."""

    instrument = "actor-map"


class TestProblemStatement(InstrumentConformance):
    """The problem statement."""

    instrument = "problem-statement"


class TestTranslationTracker(InstrumentConformance):
    """The translation tracker."""

    instrument = "translation-tracker"


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "dynamics"
