#!/bin/sh
# Tells how the stack does. Rendered by mcpgen: change stack.toml and render again, an edit made here is not kept.
set -eu

usage() {
  cat <<'END'
Usage: status.sh [--help]

Tells the state of each service, the MCP servers that run now, the last log lines of gateway and tunnel,
whether the published port answers, and the address to give a client. Neither .env nor docker-compose.yml is read.

Exit codes:
  0   everything runs
  1   something does not, or Docker does not answer
  3   everything runs, but the tunnel is not connected
  64  unknown argument
END
}

say() { printf '%s\n' "$*"; }
complain() { printf 'status: %s\n' "$*" >&2; }
fail() {
  complain "$@"
  exit 1
}

# The ids of a service's containers, whatever their state.
containers() {
  docker ps -aq --filter 'label=com.docker.compose.project=mcp' \
    --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False
}

# check KIND SERVICE: one line on each container of the service; remembers what is wrong.
# A tunnel without a connection restarts or is unhealthy; a preparation or a job is well once it ended well.
check() {
  ids=$(containers "$2")
  for id in ${ids:-none}; do
    state='not created'
    [ "$id" = none ] || state=$(docker inspect -f '{{.State.Status}}{{if .State.Health}}, {{.State.Health.Status}}{{end}}, exit code {{.State.ExitCode}}, {{.RestartCount}} restarts' "$id") || state='gone'
    say "    $2: $state"
    case "$1: $state" in
      *': running, healthy, '*) ;;
      'tunnel: running, '* | 'tunnel: restarting, '*) connected=0 ;;
      tunnel:*) connected=0 broken=1 ;;
      *': running, exit code '* | 'preparation: exited, exit code 0, '* | 'job: exited, exit code 0, '*) ;;
      *) broken=1 ;;
    esac
  done
}

# check_port URL: whether something answers there. Asked directly: a proxy would look for 127.0.0.1 on its own machine.
check_port() {
  if command -v curl >/dev/null 2>&1; then
    answers=$(curl -fsS --noproxy '*' --max-time 5 -o /dev/null "$1" 2>&1 && echo yes) || answers=no
  elif command -v wget >/dev/null 2>&1; then
    answers=$(unset http_proxy HTTP_PROXY && wget -q -T 5 -O /dev/null "$1" 2>&1 && echo yes) || answers=no
  else
    say "    $1: cannot tell, neither curl nor wget is here"
    return 0
  fi
  if [ "$answers" = yes ]; then
    say "    $1: answers"
  else
    say "    $1: does not answer"
    broken=1
  fi
}

# show_log SERVICE: the last 10 lines of what it logged.
show_log() {
  say "Last log lines of $1"
  for id in $(containers "$1"); do
    docker logs --tail 10 "$id" 2>&1 | sed 's/^/    /'
  done
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

cd /
command -v docker >/dev/null 2>&1 ||
  fail 'docker is not on PATH. Install Docker Desktop or Docker Engine.'
docker version >/dev/null ||
  fail 'the Docker engine does not answer (see above). Start Docker Desktop or the docker service.'

broken=0
connected=1
say 'Services'
check 'container' 'app'
check 'job' 'collect'
check 'preparation' 'fetch'
check 'gateway' 'gateway'
check 'preparation' 'migrate'
check 'container' 'probe'
check 'job' 'report'

show_log 'gateway'

say 'Published ports'
check_port 'http://127.0.0.1:8811/health'
say 'Addresses for clients'
say '    gateway: http://127.0.0.1:8811/mcp'
say '        header: Authorization: Bearer <value of MCP_GATEWAY_AUTH_TOKEN in .env>'

[ "$broken" -eq 0 ] || exit 1
[ "$connected" -eq 1 ] || exit 3
