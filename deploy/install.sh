#!/bin/sh
# Installs Yipan from this folder alone: no registry and no network is asked.
#     sh install.sh [FOLDER]      FOLDER: where it shall live, /opt/yipan unless named
# 从本文件夹离线安装，不访问任何网络。 FOLDER 为安装位置，默认 /opt/yipan。
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
target="${1:-/opt/yipan}"

echo "Comparing every file with its checksum / 校验文件"
(cd "$here" && sha256sum --quiet --check SHA256SUMS)

python="${PYTHON:-}"
for name in "$python" python3.13 python3.12 python3.11 python3; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        python="$name"
        break
    fi
    python=""
done
if [ -z "$python" ]; then
    echo "Python 3.11, 3.12 or 3.13 with its venv module is needed." >&2
    echo "需要 Python 3.11、3.12 或 3.13（含 venv 模块）。" >&2
    exit 1
fi

# A newer release goes over the older one: var/ with all data stays where it is.
mkdir -p "$target"
tar -xzf "$here/source.tar.gz" -C "$target"
cd "$target"
export PIP_NO_INDEX=1 PIP_FIND_LINKS="file://$here/wheels" PIP_CONFIG_FILE=/dev/null
"$python" tools/bootstrap.py --python "$python" --requirements requirements.txt

echo "Checking the settings as they will be in production / 检查生产配置"
SECRET_KEY="$(head -c 48 /dev/urandom | base64 | tr -d '+/=\n')" HTTPS=1 DEMO_MODE=0 \
    DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost \
    YIPAN_VAR="$here/.check" ALLOWED_HOSTS=localhost \
    .venv/bin/python manage.py check --deploy --fail-level WARNING
rmdir "$here/.check" 2>/dev/null || true

echo "Installed in $target / 已安装。Start it with / 启动："
echo "    cd '$target' && .venv/bin/python manage.py up --port 8000"
