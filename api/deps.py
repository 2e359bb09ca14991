"""What the routers are handed: the settings and the knowledge base of their application.

They do not wait for anything, so they are asynchronous: others would each be sent to a thread of their own.
"""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.templating import Jinja2Templates
from sqlalchemy import Engine

from pipeline.settings import Settings


async def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


async def _engine(request: Request) -> Engine:
    return cast(Engine, request.app.state.engine)


async def _templates(request: Request) -> Jinja2Templates:
    return cast(Jinja2Templates, request.app.state.templates)


SettingsDep = Annotated[Settings, Depends(_settings)]
EngineDep = Annotated[Engine, Depends(_engine)]
TemplatesDep = Annotated[Jinja2Templates, Depends(_templates)]
