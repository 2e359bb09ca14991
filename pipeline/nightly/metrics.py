"""The last night as a file for Prometheus' textfile collector (node exporter), written whole."""

from __future__ import annotations

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from pipeline.files import write_whole
from pipeline.kb.nights import State
from pipeline.kb.nights_read import NightView
from pipeline.nightly.report import totals

TOTALS = {
    "articles": "New articles of the last night",
    "tellings": "Events told in the new articles, an event as often as it is told",
    "events": "Events that are new to the knowledge base since the night before",
}


def write_metrics(path: Path, night: NightView, status: int) -> None:
    """Write the numbers of a night; ``status``: the exit status it ends with.

    Raises: StoreError: the file cannot be written.
    """
    registry = CollectorRegistry()

    def gauge(name: str, text: str, value: float) -> None:
        Gauge(f"rasid_night_{name}", text, registry=registry).set(value)

    gauge("started_timestamp_seconds", "When the last night began", night.started.timestamp())
    if night.finished:
        gauge("finished_timestamp_seconds", "When the last night was over", night.finished.timestamp())
    gauge("exit_status", "0 fine, 1 an operator must act, 2 a stage could not be done", status)
    gauge("problems", "What an operator must act on", len(night.problems))
    gauge("pages_set_aside", "Pages that could not be read, extracted or stored", night.aside_in_all)
    sums = totals(night)
    for name, text in TOTALS.items():
        gauge(name, text, sums[name])
    pages = Gauge("rasid_night_outlet_pages", "New pages of an outlet", ["outlet"], registry=registry)
    failed = Gauge("rasid_night_outlet_failed", "Whether an outlet failed", ["outlet"], registry=registry)
    for outlet in night.outlets:
        pages.labels(outlet.outlet).set(outlet.fetched)
        failed.labels(outlet.outlet).set(outlet.problem is not None)
    stages = Gauge("rasid_night_stage_failed", "Whether a stage could not be done", ["stage"], registry=registry)
    lasted = Gauge("rasid_night_stage_seconds", "How long a stage took, its last try", ["stage"], registry=registry)
    for stage in night.stages:
        stages.labels(stage.name).set(stage.state == State.FAILED)
        if stage.started and stage.finished:
            lasted.labels(stage.name).set((stage.finished - stage.started).total_seconds())
    scores = Gauge("rasid_sample_f1", "F1 of the annotated samples", ["row"], registry=registry)
    for stage in night.stages:
        for row, score in stage.counts.get("scores", {}).items():
            scores.labels(row).set(score)
    messages = Gauge("rasid_alert_messages", "Messages of alerts by state, of all nights", ["state"], registry=registry)
    for state, number in night.deliveries.items():
        messages.labels(state).set(number)
    write_whole(path, generate_latest(registry).decode("utf-8"))
