"""The commands of ``rosace``, one module each, imported only when called."""
