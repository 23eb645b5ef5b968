"""Any number of items through an executor, with the results in the order of the items.

Little is in memory at once: items are taken as they are needed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from xltool.execution.child import WorkerDied

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

    from xltool.execution.executors import IsolatingExecutor

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 32
"""Items per worker that are submitted before their turn; results wait in memory."""
_BYTES = 64 << 20
"""What submitted items may weigh together; a heavier one goes alone."""
_CHECK_SECONDS = 0.5
"""How long a wait may be before the executor is checked; Windows holds up Ctrl-C in it.
"""
_END: Any = object()


def in_order(
    executor: IsolatingExecutor,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    weigh: Callable[[Item], int],
    again: Callable[[Item, Result], Item | None] = lambda _item, _result: None,
) -> Generator[Result | WorkerDied]:
    """Give the result of every item in order; WorkerDied where its work died.

    Items are taken as they are needed; `weigh` gives the size of an item in bytes.
    Where `again` gives an item for a result, that item is worked on in its place. What
    dies at a limit is tried once more when its turn has come: alone, with more time and
    memory. ClusterError where the executor can do no more.
    """
    queue = _Queue(executor, function, weigh, again)
    source = iter(items)
    try:
        while True:
            while queue.has_room and (item := next(source, _END)) is not _END:
                queue.enter(item)
            if not queue.tasks:
                return
            first = queue.tasks[0]
            if first.state is _State.FINISHED:
                yield queue.tasks.popleft().result
            elif first.state is _State.FAILED and not queue.running:
                queue.try_alone(first)
            else:
                queue.wait()
    finally:
        for task in queue.tasks:
            task.future.cancel()


class _State(Enum):
    """Where a task stands; FAILED waits for a second, last attempt."""

    RUNNING = auto()
    FAILED = auto()
    ALONE = auto()
    FINISHED = auto()


@dataclass(slots=True, eq=False)
class _Task(Generic[Item]):
    item: Item
    weight: int
    future: Future[Any]
    state: _State = _State.RUNNING
    result: Any = None


class _Queue(Generic[Item, Result]):
    """The tasks that were submitted and are not given yet, in order.

    `done` has those whose work came to an end; `running` counts those that are at work.
    """

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
        self.running = 0

    @property
    def has_room(self) -> bool:
        """Whether one more item may be submitted.

        None while the first wants to be alone.
        """
        if self.tasks and self.tasks[0].state in {_State.FAILED, _State.ALONE}:
            return False
        ahead = self.executor.workers * _AHEAD
        return len(self.tasks) < ahead and self.weight < _BYTES

    def enter(self, item: Item) -> None:
        """Submit an item."""
        future = self.executor.submit(self.function, item)
        task = _Task(item, self.weigh(item), future)
        self.weight += task.weight
        self.tasks.append(task)
        self._follow(task)

    def try_alone(self, task: _Task[Any]) -> None:
        """Submit once more, with more time and memory, what died at a limit."""
        task.state = _State.ALONE
        task.future = self.executor.submit_alone(self.function, task.item)
        self._follow(task)

    def wait(self) -> None:
        """Wait until the work of some task came to an end, and note what it gave."""
        try:
            task = self.done.get(timeout=_CHECK_SECONDS)
        except Empty:
            self.executor.check()
            return
        self.running -= 1
        try:
            self._note(task, task.future.result())
        except WorkerDied as died:
            if died.wants_more and task.state is _State.RUNNING:
                task.state = _State.FAILED
            else:
                self._finish(task, died)

    def _note(self, task: _Task[Any], result: Any) -> None:
        item = self.again(task.item, result)
        if item is None:
            self._finish(task, result)
            return
        task.item = item
        alone = task.state is _State.ALONE
        submit = self.executor.submit_alone if alone else self.executor.submit
        task.future = submit(self.function, item)
        self._follow(task)

    def _finish(self, task: _Task[Any], result: Any) -> None:
        task.state = _State.FINISHED
        task.result = result
        task.item = None
        self.weight -= task.weight

    def _follow(self, task: _Task[Any]) -> None:
        self.running += 1
        task.future.add_done_callback(lambda _future: self.done.put(task))
