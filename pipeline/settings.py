"""The settings of the project: read from ``RASID_*`` variables at an entry point, frozen, and passed down."""

from __future__ import annotations

from importlib.resources import files
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.morphology import Source


def _package_folder(package: str) -> Path:
    """Return the folder of an installed top-level package without importing what is inside it."""
    return Path(str(files(package)))


class Settings(BaseSettings):
    """Where things are and how to behave. ``Settings()`` reads the environment; importing this module does not."""

    model_config = SettingsConfigDict(env_prefix="RASID_", frozen=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///rasid.db", description="SQLAlchemy URL of the knowledge base", min_length=1
    )
    models_dir: Path = Field(default_factory=lambda: _package_folder("models"), description="trained models")
    tagger: bool = Field(
        default=True, description="use the trained tagger (without it rules alone, quicker and less sure)"
    )
    names: bool = Field(
        default=True, description="let the trained models of names help the rules (needs the tagger; else rules alone)"
    )
    morphology: Source = Field(
        default="own", description="what supplies lemma, tag and clitics beside the trained tagger's names"
    )
    morphology_db: Path | None = Field(
        default=None, description="MorphologyDB file for `camel`; without it CAMeL's installed disambiguator"
    )
    judge: bool = Field(default=True, description="let the trained model weigh events (without it rules alone)")
    # The models are small: a second thread gains nothing alone and waits in a loop on a busy machine (`make bench`).
    threads: int = Field(default=1, ge=1, le=64, description="processor threads of the trained tagger")
    outlets_dir: Path = Field(
        default_factory=lambda: _package_folder("corpus") / "outlets", description="declared newspapers, one YAML each"
    )
    store_dir: Path = Field(default=Path("corpus/store"), description="raw pages kept by the crawler")
    country: str | None = Field(
        default=None,
        pattern=r"^[A-Z]{2}$",
        description="ISO 3166-1 country of articles that state none; without it their words are looked at",
    )
    failure_share: float = Field(
        default=0.0, ge=0, le=1, description="share of inputs or outlets that may fail with exit status 0 all the same"
    )
    crawl_delay_s: float = Field(default=2.0, ge=0, description="least pause between two requests to one host")
    crawl_timeout_s: float = Field(default=30.0, gt=0, description="patience for one page")
    crawl_retries: int = Field(default=2, ge=0, le=10, description="further tries after a fault that may pass")
    crawl_backoff_s: float = Field(
        default=2.0, ge=0, le=60, description="pause before the first further try; doubled before each next one"
    )
    crawl_threads: int = Field(default=8, ge=1, le=64, description="outlets crawled at once, each host by one of them")
    crawl_max_page_mb: float = Field(default=5.0, gt=0, le=100, description="a larger page is not kept")
    crawl_private: bool = Field(
        default=False, description="fetch from private and loopback addresses too: only for a test site of one's own"
    )
    crawl_recheck_days: float = Field(
        default=2.0, ge=0, description="an article that is still listed is looked at again for so long, for its updates"
    )
    crawl_recheck_hours: float = Field(default=12.0, ge=0, description="least time between two looks at one article")
    archive_file_mb: float = Field(default=100.0, gt=0, description="a WARC file of this size is followed by a new one")
    archive_max_mb: float = Field(
        default=0.0,
        ge=0,
        description="size of the archive: above it old versions go, then nothing more is fetched; 0: none",
    )
    archive_keep_days: float = Field(
        default=0.0, ge=0, description="for how long a text is kept that its article no longer has; 0: for ever"
    )
    archive_drop_articles: bool = Field(
        default=False, description="let both limits drop also what articles stand on, the oldest first"
    )
    crawl_unverified: bool = Field(
        default=False, description="crawl outlets too with which no crawl has succeeded yet (`verified: false`)"
    )
    crawl_contact: str | None = Field(default=None, description="address named in the crawler's user agent")
    gold_dir: Path = Field(
        default_factory=lambda: _package_folder("corpus") / "gold",
        description="annotated samples a night is checked by",
    )
    floors: Path = Field(
        default_factory=lambda: _package_folder("corpus") / "floors.yml", description="least scores of the samples"
    )
    reports_dir: Path = Field(default=Path("reports"), description="a folder for each night's report, and alerts")
    metrics_file: Path | None = Field(
        default=None, description="file for Prometheus' textfile collector, written at the end of a night"
    )
    mail_from: str = Field(default="rasid@localhost", description="sender of the e-mail files of alerts")
    webhook_secret: SecretStr | None = Field(default=None, description="signs messages to webhooks; needed to send any")
    webhook_private: bool = Field(
        default=False, description="send to webhooks at private and loopback addresses too: only for one's own"
    )
    host: str = Field(default="127.0.0.1", description="address the server listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="port the server listens on")
    public_url: HttpUrl | None = Field(
        default=None, description="base of permanent links when served behind another name"
    )
    page_size: int = Field(default=20, ge=1, le=200, description="event rows on one page of the site")
    database_timeout_s: float = Field(default=30.0, gt=0, description="patience for a locked database")
    workers: int = Field(default=1, ge=1, le=64, description="processes that answer")
    remembered_mb: int = Field(
        default=64, ge=0, le=10_000, description="megabytes of answers each worker gives again while nothing changes"
    )
    shutdown_s: int = Field(default=30, ge=1, description="patience for requests under way when told to stop")
    log_format: Literal["json", "text"] = Field(default="json", description="lines of the server's log")
    read_only: bool = Field(default=False, description="a mirror: nothing can be written, the database is opened so")
    reading: Literal["open", "key"] = Field(default="open", description="who may read: everybody, or who has a key")
    metrics: Literal["operator", "open", "off"] = Field(
        default="operator", description="who may read /metrics: a key of an operator, everybody, nobody"
    )
    secret: SecretStr | None = Field(
        default=None, description="signs sessions and forms; unset, made anew at each start (this machine only)"
    )
    session_hours: float = Field(default=12.0, gt=0, le=24 * 90, description="how long a login holds")
    rate_address: str = Field(default="600/minute", description="requests of an address without a key; empty: no limit")
    rate_key: str = Field(default="3000/minute", description="requests of a key; empty: no limit")
    rate_write: str = Field(default="60/minute", description="changes made with a key; empty: no limit")
    rate_login: str = Field(default="10/minute", description="wrong keys from an address; empty: no limit")
    rate_storage: str = Field(
        default="memory://", description="where requests are counted (`limits`); in memory each worker counts its own"
    )
    trusted_proxies: str = Field(
        default="", description="addresses or networks whose X-Forwarded-For is believed, with commas; none unless set"
    )
    max_body_bytes: int = Field(default=65536, ge=1024, description="largest body of a request")
    link_corrections: bool = Field(
        default=True, description="link at once what a merge or split asked for; else the next `rasid link` does"
    )

    @field_validator("rate_address", "rate_key", "rate_write", "rate_login")
    @classmethod
    def _is_rate(cls, value: str) -> str:
        if value.strip():
            from limits import parse_many  # slow to import, and only a server needs it

            parse_many(value)  # raises ValueError
        return value.strip()

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in filter(None, (p.strip() for p in value.split(","))):
            if ip_network(part).prefixlen == 0:
                raise ValueError(f"{part} trusts the whole world; name the proxies")
        return value
