#!/bin/sh
# Reviews a change in a git repository whose versions are at a remote, anywhere that has mlx and git.
#
#   review.sh BASE HEAD [ARGUMENTS OF comment.py]
#
# BASE and HEAD are git commits. Fetches commits, profiles and notes, and no model or dataset; writes
# review.md and mlx.sarif; hands the report to comment.py where there are arguments for it. Exits as
# 'mlx review': 0 may be merged, 1 may not, 3 cannot be decided.
set -u

base=$1 head=$2
shift 2

mlx init --quiet
# Where the versions are: 'remotes' of mlx.yaml, or this variable.
[ -z "${MLX_REMOTE:-}" ] || mlx config remote.origin.url "$MLX_REMOTE" || exit
mlx config remote.origin.filter none || exit
mlx fetch --quiet origin || exit

mlx review "git:$base...git:$head" --format md >review.md
verdict=$?
[ -s review.md ] || exit "$verdict"
mlx audit "git:$base...git:$head" --format sarif >mlx.sarif || true

[ $# -eq 0 ] || python3 "$(dirname "$0")/comment.py" review.md "$@" || exit 5
exit "$verdict"
