#!/bin/sh
# Stops the stack. Rendered by mcpgen: change stack.toml and render again, an edit made here is not kept.
set -eu

usage() {
  cat <<'END'
Usage: stop.sh [--help]

Stops and removes the containers and networks of the stack, and the MCP servers that its gateway started.
Volumes stay, with what is in them. Neither .env nor docker-compose.yml is read. A stack that is not running is no error.

Exit codes:
  0   stopped
  1   not stopped
  64  unknown argument
END
}

complain() { printf 'stop: %s\n' "$*" >&2; }
fail() {
  complain "$@"
  exit 1
}

case $#:${1-} in
  0:) ;;
  1:-h | 1:--help)
    usage
    exit 0
    ;;
  *)
    complain "unknown argument: $*"
    usage >&2
    exit 64
    ;;
esac

# Away from any compose file: the project's containers are found by their labels.
cd /
unset 'COMPOSE_COMPATIBILITY' 'COMPOSE_CONVERT_WINDOWS_PATHS' 'COMPOSE_DISABLE_ENV_FILE' 'COMPOSE_ENV_FILES' 'COMPOSE_FILE' 'COMPOSE_IGNORE_ORPHANS' 'COMPOSE_PATH_SEPARATOR' 'COMPOSE_PROFILES' 'COMPOSE_PROJECT_NAME' 'COMPOSE_REMOVE_ORPHANS'

command -v docker >/dev/null 2>&1 ||
  fail 'docker is not on PATH. Install Docker Desktop or Docker Engine.'
docker version >/dev/null ||
  fail 'the Docker engine does not answer (see above). Nothing of the stack runs without it.'
docker compose version >/dev/null ||
  fail 'docker has no Compose plugin (see above). Install it, or Docker Desktop, then stop again.'

# The gateway goes first and takes most of its servers along.
result=0
docker compose -p 'mcp' stop || result=1
docker compose -p 'mcp' down || result=1

[ "$result" -eq 0 ] || fail 'not stopped as a whole: see above, then stop again.'
