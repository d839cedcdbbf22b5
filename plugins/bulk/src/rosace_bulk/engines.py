"""The engines that the plugin brings: DuckDB, Spark and PostgreSQL."""

from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

import attrs

from rosace.errors import InvalidDocumentError
from rosace.interfaces import Order
from rosace.reading import is_lines
from rosace_bulk.duck import DuckBackend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rosace_bulk.connecting import Backend
    from rosace_bulk.holding import BulkHolding
    from rosace_bulk.parts import Outcome

__all__ = ["DuckEngine", "TableEngine"]


@attrs.frozen(kw_only=True)
class DuckEngine:
    """DuckDB inside this process: Parquet is read where it is, other files on their way through it.

    Args:
        backend: How it is reached.
        processes: How many processes decode lines.
    """

    backend: DuckBackend = attrs.field(factory=DuckBackend)
    processes: int = 2

    @property
    def name(self) -> str:
        """Return the name by which it is asked for."""
        return self.backend.name

    @contextmanager
    def open(self, order: Order) -> "Iterator[BulkHolding]":
        """Take in files, and hold their responses while the ``with`` lasts.

        Args:
            order: What to take in; it has no use for a connection.

        Raises:
            InvalidDocumentError: A file cannot be read at all.
        """
        from rosace_bulk.choosing import damaged, scanned  # noqa: PLC0415  # heavy

        found = scanned(order)
        with ExitStack() as stack:
            try:
                holding = stack.enter_context(self._opened(order, found))
            except InvalidDocumentError:
                bad = damaged(found)
                if not bad:
                    raise
                # The row path says what is wrong with these, and the others are read.
                sound = {name: held for name, held in found.items() if name not in bad}
                holding = stack.enter_context(self._opened(order, sound))
            yield holding

    @contextmanager
    def _opened(
        self, order: Order, found: "Mapping[str, tuple[str, ...]]"
    ) -> "Iterator[BulkHolding]":
        """Take in files, of which some are read where they are."""
        with TemporaryDirectory(prefix="rosace-") as folder:
            # Processes are cheaper before the threads of DuckDB have started.
            outcomes: list[Outcome] = []
            for outcome in self._taken(order, frozenset(found), folder):
                if not outcomes:
                    Thread(target=self.backend.prepare).start()
                outcomes.append(outcome)
            with _holding(self.backend, order, folder, outcomes, found) as holding:
                yield holding

    def _taken(self, order: Order, scanned: frozenset[str], folder: str) -> "Iterator[Outcome]":
        """Yield what became of the sources that are not read where they are."""
        from rosace_bulk.parts import take_documents, take_lines  # noqa: PLC0415  # heavy

        lines = [each for each in order.sources if is_lines(each)]
        others = [each for each in order.sources if not is_lines(each) and each not in scanned]
        most = order.most_problems
        found: Iterable[Outcome] = take_lines(
            lines,
            order.intake,
            folder,
            processes=self.processes,
            most_problems=most,
            mapping=order.mapping,
        )
        yield from found if lines else ()
        yield from take_documents(
            others, order.intake, folder, most_problems=most, mapping=order.mapping
        )


@attrs.frozen(kw_only=True)
class TableEngine:
    """An engine that reads responses where they are and takes in nothing: Spark, PostgreSQL.

    Args:
        backend: How it is reached.
    """

    backend: "Backend"

    @property
    def name(self) -> str:
        """Return the name by which it is asked for."""
        return self.backend.name

    @contextmanager
    def open(self, order: Order) -> "Iterator[BulkHolding]":
        """Examine files of Parquet, or a table, and hold their responses while the ``with`` lasts.

        Args:
            order: What to take in.

        Raises:
            InvalidDocumentError: The engine cannot be reached, or what is named not be read.
        """
        with (
            TemporaryDirectory(prefix="rosace-") as folder,
            _holding(self.backend, order, folder, (), dict.fromkeys(order.sources, ())) as holding,
        ):
            yield holding


@contextmanager
def _holding(
    backend: "Backend",
    order: Order,
    folder: str,
    outcomes: "Iterable[Outcome]",
    scanned: "Mapping[str, tuple[str, ...]]",
) -> "Iterator[BulkHolding]":
    """Hold what was taken in, and what stands in the engine's reach."""
    from rosace_bulk.examining import Examination  # noqa: PLC0415  # heavy
    from rosace_bulk.holding import BulkHolding  # noqa: PLC0415  # likewise
    from rosace_bulk.share import Asking  # noqa: PLC0415  # likewise

    with backend.connect(order.connection) as connection:
        asking = Asking(backend, connection)
        look = Examination(asking, order, folder, lambda paths: backend.hold(connection, paths))
        look.take(outcomes)
        if scanned:
            look.add_table(backend.source(connection, tuple(scanned)), scanned)
        look.add_sound()
        look.leave_out_repeats()
        yield BulkHolding(backend.name, asking, order, look.shares, look.examined(), look.rejected)
