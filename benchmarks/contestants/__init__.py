"""Who takes part in a race: one module each, whose imports are told apart from its work.

A module has ``work(folder, **options)``, which returns a `contestants.result.Result` (or None
where there is nothing to compare), and puts into ``PHASES`` the seconds of parts of its work
where those matter. It raises `contestants.result.Missing` where what it needs is not here.
"""
