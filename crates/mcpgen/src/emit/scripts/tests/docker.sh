#!/bin/sh
# Plays docker: answers from the files in $ANSWERS, writes down what it was asked and what it was given.
printf '%s\n' "$*" >> "$ANSWERS/calls"

say_or_fail() { cat "$ANSWERS/$1" 2>/dev/null; }

last=
for argument in "$@"; do last=$argument; done

case "$*" in
  version)
    [ ! -e "$ANSWERS/engine-down" ] || { echo 'Cannot connect to the Docker daemon' >&2; exit 1; } ;;
  'compose version'*)
    say_or_fail compose-version || { echo "docker: 'compose' is not a docker command." >&2; exit 1; } ;;
  'compose -p '*' up '*)
    env > "$ANSWERS/environment"
    pwd > "$ANSWERS/folder"
    case "$*" in
      *' --wait '*) [ ! -e "$ANSWERS/wait-fails" ] ;;
      *) [ ! -e "$ANSWERS/up-fails" ] ;;
    esac ;;
  'compose -p '*' config --services')
    say_or_fail services ;;
  'compose -p '*)
    env > "$ANSWERS/environment"
    pwd > "$ANSWERS/folder"
    [ ! -e "$ANSWERS/$last-fails" ] ;;
  *label=com.docker.compose.service=*)
    service=${*##*label=com.docker.compose.service=}
    say_or_fail "containers-${service%% *}" ; : ;;
  *label=docker-mcp=true*)
    say_or_fail servers ; : ;;
  'inspect -f '*StartedAt*)
    echo 2026-01-02T03:04:05.678Z ;;
  'inspect -f '*ExitCode*)
    printf '%s\n' "$(cat "$ANSWERS/state-$last"), exit code $(cat "$ANSWERS/exit-code-$last" 2>/dev/null || echo 0), 0 restarts" ;;
  'inspect -f '*)
    say_or_fail "state-$last" ;;
  logs*)
    say_or_fail "log-$last" >&2 ;;
  'image inspect '*)
    say_or_fail image || { echo 'No such image' >&2; exit 1; } ;;
  'pull '*)
    [ ! -e "$ANSWERS/pull-fails" ] || { echo 'denied' >&2; exit 1; } ;;
  'rm -f '* | 'stop '* | 'rm '*)
    : ;;
  *)
    echo "the script asks docker for something new: $*" >&2
    exit 99 ;;
esac
