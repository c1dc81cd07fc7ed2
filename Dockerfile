# Two stages: the tools that install stay behind, the image holds Python, the packages and the service.
# Another base (a mirror, a local image) is named with --build-arg BASE=...; it needs python3 with venv.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
COPY requirements.lock requirements-build.lock ./
RUN python3 -m venv tools \
    && python3 -m venv --without-pip /opt/venv \
    && tools/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock \
    && tools/bin/pip --python /opt/venv/bin/python install --no-cache-dir --no-compile \
        --require-hashes -r requirements.lock
# Of Babel's 1,000 locales, those of the languages the service speaks: 27 MB less.
RUN find /opt/venv/lib -regextype posix-extended -path '*/babel/locale-data/*.dat' \
    ! -regex '.*/(root|(bg|cs|da|de|el|en|es|et|fi|fr|ga|hr|hu|it|lt|lv|mt|nl|pl|pt|ro|sk|sl|sv)(_([A-Z]{2}|[0-9]{3}))?)\.dat' \
    -delete
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY sources sources
COPY notifiers notifiers
COPY store store
COPY monitor monitor
# Byte code is made here because nobody may write beside the packages later; its age is not asked.
RUN tools/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir wheels . \
    && tools/bin/pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --no-deps wheels/*.whl \
    && /opt/venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib

FROM ${BASE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="amif-monitor" \
      org.opencontainers.image.description="Watches the calls of the Asylum, Migration and Integration Fund and tells people in time" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 amif \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin amif \
    && install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AMIF_MONITOR_WEB__HOST=0.0.0.0 \
    AMIF_MONITOR_WEB__PORT=8080
USER 10001:10001
# The default database is a file where the service runs, so it lies in /data.
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
# Straight to this container, whatever proxy the environment names.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/opt/venv/bin/python", "-I", "-c", "import os, urllib.request as web; web.build_opener(web.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['AMIF_MONITOR_WEB__PORT'] + '/ready', timeout=4)"]
ENTRYPOINT ["/opt/venv/bin/amif-monitor"]
CMD ["run"]
