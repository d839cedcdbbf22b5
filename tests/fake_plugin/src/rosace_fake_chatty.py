"""A plugin that prints and warns when it is imported, and is sound otherwise."""

import warnings

print("Thank you for choosing the chatty plugin!")
warnings.warn("This plugin likes to warn.", DeprecationWarning, stacklevel=1)
