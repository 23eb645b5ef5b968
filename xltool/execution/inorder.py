"""Any number of items through an executor: results in the order of the items, little in memory at once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from xltool.execution.child import Died

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

    from xltool.execution.executors import IsolatingExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 32
"""Items per worker that are submitted before their turn: what is finished waits in memory."""
_BYTES = 64 << 20
"""What submitted items may weigh together; a heavier one goes alone."""
_CHECK_SECONDS = 0.5
"""How long a wait may be before somebody looks after the executor; on Windows it holds up Ctrl-C."""
_END: Any = object()


def in_order(
    executor: IsolatingExecutor,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    weigh: Callable[[Item], int],
    again: Callable[[Item, Result], Item | None] = lambda _item, _result: None,
) -> Generator[Result | Died]:
    """Give the result of every item in order; Died where its work died. Items are taken as they are needed.

    `weigh` gives the size of an item in bytes. Where `again` gives an item for a
    result, that item is worked on in its place. ClusterError where the executor can do
    no more.
    """
    queue = _Queue(executor, function, weigh, again)
    source = iter(items)
    try:
        while True:
            while queue.has_room and (item := next(source, _END)) is not _END:
                queue.enter(item)
            if not queue.tasks:
                return
            if queue.tasks[0].finished:
                yield queue.tasks.popleft().result
            else:
                queue.wait()
    finally:
        for task in queue.tasks:
            task.future.cancel()


@dataclass(slots=True, eq=False)
class _Task(Generic[Item]):
    item: Item
    weight: int
    future: Future[Any]
    finished: bool = False
    result: Any = None


class _Queue(Generic[Item, Result]):
    """The tasks that were submitted and are not given yet, in order; `done` has those that came to an end."""

    def __init__(
        self,
        executor: IsolatingExecutor,
        function: Callable[[Item], Result],
        weigh: Callable[[Item], int],
        again: Callable[[Item, Result], Item | None],
    ) -> None:
        self.executor = executor
        self.function = function
        self.weigh = weigh
        self.again = again
        self.tasks: deque[_Task[Any]] = deque()
        self.done: SimpleQueue[_Task[Any]] = SimpleQueue()
        self.weight = 0

    @property
    def has_room(self) -> bool:
        return len(self.tasks) < self.executor.workers * _AHEAD and self.weight < _BYTES

    def enter(self, item: Item) -> None:
        task = _Task(item, self.weigh(item), self.executor.submit(self.function, item))
        self.weight += task.weight
        self.tasks.append(task)
        task.future.add_done_callback(lambda _future: self.done.put(task))

    def wait(self) -> None:
        try:
            task = self.done.get(timeout=_CHECK_SECONDS)
        except Empty:
            self.executor.check()
            return
        try:
            task.result = task.future.result()
        except Died as died:
            task.result = died
        item = (
            None
            if isinstance(task.result, Died)
            else self.again(task.item, task.result)
        )
        if item is None:
            task.finished = True
            task.item = None
            self.weight -= task.weight
        else:
            task.item = item
            task.future = self.executor.submit(self.function, item)
            task.future.add_done_callback(lambda _future: self.done.put(task))
