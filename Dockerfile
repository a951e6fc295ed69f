# The assistant as a container: slim, not root, works with a read-only root file system.
# Build: docker build -t verwaltungsassistent .   Run: see deploy/README.md.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
RUN /opt/venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r /tmp/requirements.txt
COPY app.py /app/
COPY bot /app/bot
COPY cards /app/cards
COPY dialogs /app/dialogs
COPY manifest /app/manifest
# Compiled here, because nothing can be written later. pip itself stays behind.
RUN /opt/venv/bin/pip uninstall --yes pip && /opt/venv/bin/python -m compileall -q /app /opt/venv/lib

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Verwaltungsassistent" \
      org.opencontainers.image.description="An AI assistant for public administrations inside Microsoft Teams" \
      org.opencontainers.image.licenses="EUPL-1.2"
# Text recognition of scanned pages, in German and English; without it they are reported as unread.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends tesseract-ocr tesseract-ocr-deu tesseract-ocr-eng \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 assistant \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin assistant
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY LICENSE /app/
ENV PATH=/opt/venv/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
USER 10001:10001
EXPOSE 3978
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=6 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT', '3978')}/healthz\", timeout=2)"]
CMD ["python", "app.py"]
