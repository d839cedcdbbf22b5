"""A plugin that prints and warns when it is imported, and is sound otherwise."""

import warnings

print("Thank you for choosing the chatty plugin!")  # noqa: T201  # the point of this plugin
warnings.warn("This plugin likes to warn.", DeprecationWarning, stacklevel=1)
