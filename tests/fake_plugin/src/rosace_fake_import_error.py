"""A plugin that needs what is not installed."""

import rosace_fake_what_nobody_has  # noqa: F401  # its absence is the point
