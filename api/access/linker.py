"""Linking after a correction, so that a reviewer soon sees what it makes of events and entities: ``rasid link``, in a process of its own.

A process, because linking computes: in the server it would hold up every answer. It links only what is new, was ruled
on or was taken back.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading

from pipeline.settings import Settings

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-c", "from pipeline.cli import app; app()", "link")


class Linker:
    """Runs one linking at a time; what is asked for meanwhile is done by one more after it."""

    def __init__(self, settings: Settings) -> None:
        self._off = not settings.link_corrections or settings.read_only
        self._environment = {"RASID_DATABASE_URL": settings.database_url}
        self._lock = threading.Lock()
        self._running = self._again = False

    def ask(self) -> None:
        """Let what researchers decided be linked, soon."""
        if self._off:
            return
        with self._lock:
            self._again = True
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._work, name="rasid-link", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._again:
                    self._running = False
                    return
                self._again = False
            self._link()

    def _link(self) -> None:
        try:
            done = subprocess.run(
                COMMAND, env=os.environ | self._environment, capture_output=True, text=True, check=False
            )
        except OSError as error:
            log.error("linking could not be begun: %s", error)
            return
        if done.returncode:
            log.error("linking failed: %s", done.stderr.strip()[-500:])
        else:
            log.info("linked what was decided")
