"""``python -m rosace``: the command line."""

from rosace.cli import main

if __name__ == "__main__":
    main()
