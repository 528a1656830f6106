#!/bin/sh
# Starts the stack. Rendered by mcpgen: change stack.toml and render again, an edit made here is not kept.
set -eu

usage() {
  cat <<'END'
Usage: start.sh [--help]

Starts the stack in the folder above this script and waits until it is healthy.
Values come from .env alone: a name exported in the calling shell has no effect.

Exit codes:
  0   started
  1   not started
  2   started, but a server is missing or a secret did not reach it
  3   started, but the tunnel is not connected (yet)
  64  unknown argument
END
}

say() { printf '%s\n' "$*"; }
complain() { printf 'start: %s\n' "$*" >&2; }
fail() {
  complain "$@"
  exit 1
}

# Indents what it reads, so that lines of others can be told from lines of this script.
indent() { sed 's/^/    /'; }

# Compose with nothing left to guess: not the project's name, not the files.
compose() { docker compose -p 'mcp' -f docker-compose.yml --env-file .env "$@"; }

# compose_suffices VERSION: false if it is older than the oldest that reads docker-compose.yml.
# Versions look like 2.40.3, 2.26.1-4 or v2.39.1-desktop.1; one without a number is let through.
compose_suffices() {
  printf '%s\n' "$1" | awk -v oldest='2.23.1' '
    {
      sub(/^v/, "")
      if ($0 !~ /^[0-9]/) exit 0
      split($0, found, /[^0-9]/)
      split(oldest, wanted, /[^0-9]/)
      for (i = 1; i <= 3; i++)
        if (found[i] + 0 != wanted[i] + 0) exit (found[i] + 0 < wanted[i] + 0)
    }'
}

# dotenv empty NAME...: those of the names that have no value in .env.
# dotenv lines NAME...: the lines of .env that define the names, the further lines of a quoted value included.
# dotenv unfit NAME...: those whose value has a line break or a byte order mark in it, blanks at its ends, or is too long.
# The value is not worked out: what counts as a statement, a quote and an escape is as in compose-go (dotenv/parser.go).
# Stricter in one case: `NAME= # text` has no value here, while Compose would hand on the comment as the value.
dotenv() {
  mode=$1
  shift
  LC_ALL=C awk -v mode="$mode" -v list="$*" -v longest=65521 '
    BEGIN {
      count = split(list, names, " ")
      for (i = 1; i <= count; i++) wanted[names[i]] = 1
    }
    {
      if (NR == 1) sub(/^\357\273\277/, "")
      gsub(/\r/, "")
      if (quote == "") {
        if (!match($0, /^[ \t]*(export[ \t]+)?[^=:#"\047 \t]+[ \t]*[=:]/)) next
        name = substr($0, 1, RLENGTH - 1)
        sub(/^[ \t]*(export[ \t]+)?/, "", name)
        sub(/[ \t]+$/, "", name)
        behind = substr($0, RLENGTH + 1)
        text = behind
        sub(/^[ \t]+/, "", text)
        first = substr(text, 1, 1)
        has_value = text != "" && !(first == "#" && text != behind)
        bad = text ~ /^\357\273\277/ || length(text) > longest
        size = 0
        if (first == "\"" || first == "\047") {
          quote = first
          has_value = 0
          text = substr(text, 2)
          bad = text ~ /^([ \t]|\302\205|\302\240|\357\273\277)/
          if (quote == "\"" && text ~ /^\\[abfnrtv]/) bad = 1
          last = ""
          unit = ""
        }
      } else {
        text = $0
        has_value = 1
        bad = 1
      }
      if (mode == "lines" && (name in wanted)) print
      for (i = 1; quote != "" && i <= length(text); i++) {
        character = substr(text, i, 1)
        if (character == quote) {
          if (last ~ /([ \t]|\302\205|\302\240)$/ || (quote == "\"" && unit ~ /^\\[abfnrtv]$/) || size > longest) bad = 1
          quote = ""
        } else {
          has_value = 1
          size++
          if (character == "\\") {
            i++
            character = character substr(text, i, 1)
            if (quote == "\"" && character ~ /[nr]$/) bad = 1
          }
          last = substr(last, length(last)) character
          unit = character
        }
      }
      filled[name] = has_value
      unfit[name] = has_value && bad
    }
    END {
      if (mode == "empty")
        for (i = 1; i <= count; i++) if (!filled[names[i]]) print names[i]
      if (mode == "unfit")
        for (i = 1; i <= count; i++) if (unfit[names[i]]) print names[i]
    }' .env
}

# The first 16 digits of a SHA-256; on a machine that cannot make one, a checksum.
fingerprint() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256
  elif command -v openssl >/dev/null 2>&1; then
    openssl dgst -sha256 -r
  else
    cksum | tr ' ' '-'
  fi | cut -c 1-16
}

# stamp VARIABLE NAME...: exports VARIABLE as a fingerprint of what .env says about the names.
# Compose does not recreate a container when a secret changes; it does when this, a label, changes.
stamp() {
  variable=$1
  shift
  value=$(dotenv lines "$@" | fingerprint)
  [ -n "$value" ] || fail 'none of sha256sum, shasum, openssl and cksum is here to make a fingerprint of .env with.'
  export "$variable=$value"
}

# pull IMAGE...: fetches those that are not here. The gateway would too, but all that is seen then is a long wait.
pull() {
  for image in "$@"; do
    docker image inspect "$image" >/dev/null 2>&1 && continue
    docker pull "$image" && continue
    complain "cannot pull $image (see above): the server that runs it will be missing."
    result=2
  done
}

# The ids of a service's containers, whatever their state.
containers() {
  docker ps -aq --filter 'label=com.docker.compose.project=mcp' \
    --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False
}

# explain SERVICE...: the state of each, and the last lines of what those say that are not healthy.
explain() {
  for service in "$@"; do
    ids=$(containers "$service")
    [ -n "$ids" ] || complain "$service: has no container"
    for id in $ids; do
      state=$(docker inspect -f '{{.State.Status}}{{if .State.Health}}, {{.State.Health.Status}}{{end}}, exit code {{.State.ExitCode}}, {{.RestartCount}} restarts' "$id") || continue
      complain "$service: $state"
      case $state in
        'running, healthy, '*) ;;
        *) docker logs --tail 15 "$id" 2>&1 | indent >&2 ;;
      esac
    done
  done
}

# check_servers GATEWAY SERVER...: says which servers the gateway brought up, by its log since it started.
# A gateway is healthy without them: its log is the only place that tells.
check_servers() {
  gateway=$1
  shift
  id=$(containers "$gateway" | head -n 1)
  since=$(docker inspect -f '{{.State.StartedAt}}' "$id" 2>/dev/null) || since=
  log=$(docker logs --since "$since" "$id" 2>&1) || log=
  case $log in
    *'> Initialized in'*) ;;
    *)
      complain "$gateway: the log of its start is gone, so whether its servers are up is not known."
      return 0
      ;;
  esac
  for server in "$@"; do
    case $log in
      *"> $server: ("*) say "server $server: up" ;;
      *)
        complain "server $server is missing: $gateway could not start it, does not know it, or got nothing from it."
        printf '%s\n' "$log" | grep -F -e "Can't start $server:" -e "Can't list tools $server:" | indent >&2
        result=2
        ;;
    esac
  done
  case $log in
    *'not found for server'*)
      complain "a secret did not reach its server:"
      printf '%s\n' "$log" | grep -F 'not found for server' | indent >&2
      result=2
      ;;
  esac
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

# -P: where this folder is a link, `..` is meant of the real one.
CDPATH='' cd -P -- "$(dirname -- "$0")/.." || exit 1

unset 'BRAVE_API_KEY' 'MCPGEN_DOCKER_SOCKET' 'MCP_GATEWAY_AUTH_TOKEN' 'NOBODYS_KEY' 'COMPOSE_COMPATIBILITY' 'COMPOSE_CONVERT_WINDOWS_PATHS' 'COMPOSE_DISABLE_ENV_FILE' 'COMPOSE_ENV_FILES' 'COMPOSE_FILE' 'COMPOSE_IGNORE_ORPHANS' 'COMPOSE_PATH_SEPARATOR' 'COMPOSE_PROFILES' 'COMPOSE_PROJECT_NAME' 'COMPOSE_REMOVE_ORPHANS'

command -v docker >/dev/null 2>&1 ||
  fail 'docker is not on PATH. Install Docker Desktop or Docker Engine, then start again.'
docker version >/dev/null ||
  fail 'the Docker engine does not answer (see above). Start Docker Desktop or the docker service, then start again.'
version=$(docker compose version --short) ||
  fail 'docker has no Compose plugin (see above). Install it, or Docker Desktop, then start again.'
compose_suffices "$version" ||
  fail "Compose $version is too old: this stack needs" '2.23.1' 'or newer. Update it, then start again.'
[ -f docker-compose.yml ] ||
  fail "there is no docker-compose.yml in $PWD: this script works from the scripts folder of a rendered stack."
[ -f .env ] ||
  fail "there is no .env in $PWD. Render the stack again, or copy .env.example to .env and fill it in."

missing=$(dotenv empty 'MCP_GATEWAY_AUTH_TOKEN' 'MCPGEN_DOCKER_SOCKET') || fail "$PWD/.env cannot be read (see above)."
if [ -n "$missing" ]; then
  complain "not started: these names have no value in $PWD/.env:"
  printf '%s\n' "$missing" | indent >&2
  complain 'write a value behind each =, then start again.'
  exit 1
fi
unfit=$(dotenv unfit 'BRAVE_API_KEY' 'MCP_GATEWAY_AUTH_TOKEN') || fail "$PWD/.env cannot be read (see above)."
if [ -n "$unfit" ]; then
  complain "not started: the gateway cannot carry what these names have as their value in $PWD/.env:"
  printf '%s\n' "$unfit" | indent >&2
  complain 'write each value on one line, without blanks at its ends and shorter than 64 KiB, then start again.'
  exit 1
fi

result=0
stamp 'MCPGEN_STAMP_GATEWAY' 'BRAVE_API_KEY' 'MCPGEN_STAMP_SALT'
pull 'ghcr.io/someone/notes:1.2.0'

if ! compose up -d --remove-orphans --wait --wait-timeout 330 'app' 'gateway' 'probe'; then
  explain 'app' 'fetch' 'gateway' 'migrate' 'probe'
  fail 'not started: mend what is said above, then start again.'
fi
# Without waiting: what is left may end by itself, or lack a connection for now.
# Without dependencies: those run, and a preparation would run for a second time.
if ! compose up -d --no-deps --remove-orphans 'collect' 'report'; then
  explain 'app' 'collect' 'fetch' 'gateway' 'migrate' 'probe' 'report'
  fail 'not started as a whole: mend what is said above, then start again.'
fi

check_servers 'gateway' 'time' 'brave' 'notes'

say 'gateway: http://127.0.0.1:8811/mcp'
say '    header: Authorization: Bearer <value of MCP_GATEWAY_AUTH_TOKEN in .env>'
exit "$result"
