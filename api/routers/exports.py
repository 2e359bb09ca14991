"""Exports: what has to do with the events of an answer, as a file of any size."""

from __future__ import annotations

from typing import Annotated, BinaryIO

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.deps import EngineDep
from api.parameters import Exported, ExportParameters
from api.problems import FilterError
from api.streaming import Writing
from corpus.errors import StoreError
from pipeline.kb.export.columns import Format
from pipeline.kb.export.export import Export, export
from pipeline.kb.export.extras import require
from pipeline.kb.export.ftm_file import SECTIONS

router = APIRouter(prefix="/v1/events", tags=["events"])
MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSONL: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.GEOJSON: "application/geo+json",
    Format.FTM: "application/x-ndjson",
}
ENDINGS = {Format.FTM: "ftm.json"}
NEEDED = {Format.XLSX: "xlsxwriter", Format.PARQUET: "pyarrow"}  # libraries of the extra `export`
FILE = {"schema": {"type": "string", "format": "binary"}}
FILES = {media.partition(";")[0]: FILE for media in MEDIA_TYPES.values()}


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"description": "The file, sent as it is written", "content": FILES}},
)
def export_events(request: Request, engine: EngineDep, asked: Annotated[ExportParameters, Query()]) -> Response:
    """Write the events that pass the filters, or what has to do with them, to a file without a limit of rows.

    All visits to centres in 2024 for a spreadsheet: `/v1/events/export?format=xlsx&type=visit&kind=centre&from=2024-01-01&to=2024-12-31`.
    `what=tellings` has a row for each article that tells of one. The columns are those of the data dictionary.
    """
    wanted = Export(asked.format, asked.what.rows, asked.filters(), asked.bom)
    _writable(asked.format, asked.what)
    headers = {
        "Content-Disposition": f'attachment; filename="rasid-{asked.what}.{ENDINGS.get(asked.format, asked.format)}"',
        **request.state.validators,
    }
    media_type = MEDIA_TYPES[asked.format]
    if request.scope.get("head"):  # nothing is to be sent, so nothing is written
        return Response(headers=headers, media_type=media_type)

    def write(out: BinaryIO) -> None:
        export(engine, wanted, out)

    writing = Writing(write)
    return StreamingResponse(writing.rest(writing.begin()), headers=headers, media_type=media_type)


def _writable(form: Format, what: Exported) -> None:
    """Raise FilterError when a format has no such rows, or its library is not here."""
    if form is Format.FTM and what.rows not in SECTIONS:
        takes = ", ".join(e for e in Exported if e.rows in SECTIONS)
        raise FilterError(
            f"ftm has no entities for {what}; it takes {takes}", "what", "لا تتسع هذه الصيغة لهذه السطور."
        )
    if form in NEEDED:
        try:
            require(NEEDED[form])
        except StoreError as error:
            raise FilterError(f"this server cannot write {form}", "format", "هذه الصيغة غير متاحة هنا.") from error
