# Two stages: the first installs the hashed lock, the second is what runs: Python, the packages and the app, no tools.
FROM python:3.12-slim AS build
COPY requirements.lock /build/
# Compiled now, because the running file system is read-only. The test folders of the three large packages are not used.
RUN python -m venv /venv \
    && /venv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --no-compile --require-hashes --only-binary :all: \
        -r /build/requirements.lock \
    && rm -rf /venv/lib/python3.*/site-packages/pandas/tests /venv/lib/python3.*/site-packages/pyarrow/tests \
        /venv/lib/python3.*/site-packages/pyarrow/include \
    && find /venv/lib/python3.*/site-packages/sympy -type d -name tests -prune -exec rm -rf {} + \
    && /venv/bin/python -m pip uninstall --quiet --yes pip \
    && python -m compileall -q -j 0 /venv/lib
COPY app.py /app/
COPY engine /app/engine
COPY explain /app/explain
COPY content /app/content
COPY ui /app/ui
COPY pages /app/pages
COPY .streamlit /app/.streamlit
RUN python -m compileall -q /app

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Gradwalk" org.opencontainers.image.licenses="MIT"
RUN useradd --uid 10001 --no-create-home --no-log-init --home-dir /tmp --shell /usr/sbin/nologin gradwalk
COPY --from=build /venv /venv
COPY --from=build /app /app
# One thread for linear algebra: the matrices are small, and a pool per core would only cost memory.
ENV PATH=/venv/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1
WORKDIR /app
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
