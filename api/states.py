"""The state a knowledge base is in: answers given in one state are the same, whenever they are asked for."""

from __future__ import annotations

from anyio import to_thread
from sqlalchemy import Engine, select

from pipeline.kb.changes import change_number
from pipeline.kb.engine import reading
from pipeline.kb.glance import Glance, Seen
from pipeline.kb.schema import Run


class States:
    """Tells the state of a knowledge base as it is when it is asked for, and asks the database only where it must."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._glance = engine, Glance(engine)
        self._known: tuple[Seen, str] | None = None

    async def now(self) -> str:
        """Return the present state. Raises: StoreError: it cannot be read."""
        seen, known = self._glance.look(), self._known
        if seen is not None and known is not None and seen == known[0]:
            return known[1]
        state = await to_thread.run_sync(state_of, self._engine)
        # What was written between the look and the reading shows at the next look, and it is read once more.
        self._known = (seen, state) if seen is not None else None
        return state

    def close(self) -> None:
        """Let go of the knowledge base."""
        self._glance.close()


def state_of(engine: Engine) -> str:
    """Return what tells the present state of the knowledge base from all others, of other knowledge bases too."""
    with reading(engine) as connection:
        number = change_number(connection)
        run = connection.execute(select(Run.id, Run.started).order_by(Run.id.desc()).limit(1)).first()
    return f"{number} {tuple(run) if run else ()}"
