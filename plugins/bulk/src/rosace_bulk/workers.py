"""Processes that share work, and end with whoever started them."""

import gc
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib.abc import MetaPathFinder
from multiprocessing.context import BaseContext
from typing import Any, Final, Generic, TypeVar

import pyarrow as pa

from rosace.errors import PluginError

__all__ = ["Workers"]

Task = TypeVar("Task")
Result = TypeVar("Result")

_MANY: Final = 200_000

_AHEAD: Final = 2
"""How many tasks wait for each process, so that none is idle and few results are held."""


class Workers(Generic[Task, Result]):
    """Runs tasks on processes, and yields their results in order.

    Where processes can neither be forked safely nor be handed what they need, the work is done
    here.

    Args:
        make: Makes what runs a task, in the process that runs it.
        processes: How many there are.
        folder: A folder that the processes take away if this one is killed.
    """

    def __init__(
        self, make: Callable[[], Callable[[Task], Result]], processes: int, folder: str
    ) -> None:
        self._make = make
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        context = _context(make) if processes > 1 else None
        if context is not None:
            self._pool = ProcessPoolExecutor(
                processes, mp_context=context, initializer=_begin, initargs=(make, folder)
            )
            with warnings.catch_warnings():
                # Of a library's own threads, such as those of linear algebra, Python warns too.
                warnings.simplefilter("ignore", DeprecationWarning)
                self._pool.submit(_nothing)

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the result of each task, in their order; few are begun ahead.

        Raises:
            PluginError: A process was killed.
        """
        if self._pool is None:
            yield from map(self._make(), tasks)
            return
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(_run, task))
                if len(waiting) >= _AHEAD * self._processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise PluginError(plugin="bulk", reason="worker-ended") from None

    def close(self) -> None:
        """End the processes, whatever they are at."""
        if self._pool is None:
            return
        running = list((self._pool._processes or {}).values())  # noqa: SLF001  # no public way before 3.14
        for process in running:
            # Nothing of theirs is to be put in order, and nothing inherited hears of it.
            process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)


_state: dict[str, Callable[[Any], Any]] = {}


def _context(make: object) -> BaseContext | None:
    """Return how processes are started; None where they cannot be."""
    methods = multiprocessing.get_all_start_methods()
    # A fork takes no thread along, nor what it was at: only a lone thread may fork.
    if "fork" in methods and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    try:
        pickle.dumps(make)
    except Exception:  # noqa: BLE001  # what cannot be pickled says so in any class
        return None
    return multiprocessing.get_context("spawn")


def _begin(make: Callable[[], Callable[[Any], Any]], folder: str) -> None:
    # Whoever started us is interrupted too, and ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        watch = threading.Thread(target=_end_with, args=(parent, folder), daemon=True)
        watch.start()
    _go_without_pandas()
    _state["run"] = make()
    # Decoding makes very many things, none of them in a cycle; what is there now stays.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MANY)


def _go_without_pandas() -> None:
    """Let Arrow not find pandas here: to import it takes longer than most files of lines.

    Arrow looks for it once, when it makes its first array, and again only to make a frame.
    """
    hiding = _Hiding()
    sys.meta_path.insert(0, hiding)
    try:
        pa.array([""])
    finally:
        sys.meta_path.remove(hiding)


class _Hiding(MetaPathFinder):
    """Finds everything but pandas."""

    def find_spec(self, fullname: str, *_: object) -> None:
        """Return None, which leaves the search to others.

        Args:
            fullname: The name of a module.

        Raises:
            ModuleNotFoundError: It is that of pandas.
        """
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _end_with(parent: Any, folder: str) -> None:
    parent.join()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _nothing() -> None:
    """Do nothing: the first task starts the processes."""


def _run(task: Any) -> Any:
    return _state["run"](task)
