# Rasid in a container: `docker build -t rasid .`, or with a database beside it `docker compose up` (compose.yaml).
# Torch runs on the processor only; the index that has builds without CUDA is named by
# --build-arg PIP_EXTRA_INDEX_URL=ADDRESS and saves gigabytes.
FROM python:3.11-slim

ARG PIP_EXTRA_INDEX_URL=""
ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /opt/rasid
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY corpus ./corpus
COPY models ./models
COPY gazetteer ./gazetteer
COPY extractors ./extractors
COPY pipeline ./pipeline
COPY api ./api
RUN pip install --constraint constraints.txt ".[postgres,export]" \
    && useradd --system --uid 10001 --create-home --home-dir /data rasid

# What runs owns nothing of the program: it can read it and not change it.
USER 10001
WORKDIR /data
ENV RASID_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["rasid", "serve"]
