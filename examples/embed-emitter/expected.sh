#!/bin/sh
# Values of .env must be in the environment.
set -eu
cd "$(dirname -- "$0")"
LOG_LEVEL=${LOG_LEVEL:-'it'\''s "$1"'}
docker network create \
  shop-default
docker run --detach \
  --name=shop-web \
  --restart=unless-stopped \
  --network=shop-default \
  --network-alias=web \
  --publish=127.0.0.1:8080:80/tcp \
  --mount=type=bind,source="$PWD"/./pages,target=/usr/share/nginx/html,readonly \
  --mount=type=volume,source=shop-cache,target=/var/cache/nginx \
  --env=GREETING='100% `safe` ${HOME} }' \
  --env=LEVEL="$LOG_LEVEL" \
  --env=PASSWORD="${WEB_PASSWORD:?}" \
  nginx:1.27 \
  sh \
  -c \
  'echo "it'\''s $HOME"; exec nginx -g '\''daemon off;'\'''
