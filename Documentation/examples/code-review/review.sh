#!/bin/sh
# Reviews a change in a git repository whose versions are at a remote, anywhere that has mlx and git.
#
#   MLX_REMOTE=LOCATION review.sh BASE HEAD [ARGUMENTS OF comment.py]
#
# BASE is the git commit that the change is to be merged into, HEAD its own. Fetches commits, profiles and
# notes, and no model or dataset; writes review.md and mlx.sarif; hands the report to comment.py where there
# are arguments for it. Exits as 'mlx review': 0 may be merged, 1 may not (also for an error of 'mlx audit'),
# 3 cannot be decided. A comment that cannot be written is said, and changes nothing of that.
set -u

base=$1 head=$2
shift 2
# From whoever runs this, not from the change: mlx.yaml of HEAD could name a remote with other evaluations.
remote=${MLX_REMOTE:?name the place of the versions, a path or URL}

mlx init --quiet
mlx config remote.origin.url "$remote" || exit
mlx config remote.origin.filter none || exit
mlx fetch --quiet origin || exit

mlx review "git:$base...git:$head" --format md >review.md
verdict=$?
[ -s review.md ] || exit "$verdict"
mlx audit "git:$base...git:$head" --format sarif >mlx.sarif
[ $? -ne 1 ] || verdict=1

if [ $# -gt 0 ]; then
  python3 "$(dirname "$0")/comment.py" review.md "$@" ||
    echo "warning: the report could not be put there; it is in review.md" >&2
fi
exit "$verdict"
