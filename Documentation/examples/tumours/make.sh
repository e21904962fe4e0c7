#!/bin/sh
# Builds a git repository with a real training, and a branch for each verdict of 'mlx review'.
#
#   make.sh DIR        needs git, mlx, and a python3 with scikit-learn (or PYTHON=…)
#
# A model tells malignant tumours from benign ones, on the data that scikit-learn ships. Whom it misses
# costs as much as 25 false alarms: that is what the gate in mlx.yaml says.
set -eu

python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
[ -z "$(ls -A)" ] || { echo "error: '$1' is not empty" >&2; exit 2; }

git init -q -b main
git config user.name "${GIT_AUTHOR_NAME:-Ana}"
git config user.email "${GIT_AUTHOR_EMAIL:-ana@example.com}"
cp "$here/data.py" "$here/train.py" "$here/predict.py" "$here/mlx.yaml" .
printf '{"C": 0.001, "threshold": 0.35}\n' >params.json
printf '__pycache__/\npredictions.csv\n' >.gitignore
mlx init --quiet

# Trains, records the run, commits, and evaluates what came out on the data that training never saw.
train() {
  message=$1
  shift
  mlx run --quiet --trace -d train.csv -o model.npz --param params.json "$@" -- "$python" train.py
  mlx commit --quiet -a -m "$message" --git
  "$python" predict.py
  mlx evaluate --quiet predictions.csv --of tumours --on holdout --slice clinic >/dev/null
}

"$python" data.py
"$python" train.py
mlx add --quiet --data train.csv holdout.csv
mlx add --quiet --model --name tumours model.npz
git add .
train "Baseline"

branch() { git switch -q -c "$1" main && mlx checkout --quiet; }

branch better
printf '{"C": 0.1, "threshold": 0.2}\n' >params.json
train "Less regularization"

branch drifted
"$python" data.py --other-clinic
train "Measurements of another clinic"

branch cheaper-looking
printf '{"C": 0.01, "threshold": 0.5}\n' >params.json
train "A better accuracy"

branch own-bar
printf '{"C": 0.01, "threshold": 0.5}\n' >params.json
sed -i.old 's/by: 2 %/by: 1000 %/' mlx.yaml && rm mlx.yaml.old
train "A better accuracy, and another bar"

branch undeclared
printf '{"C": 0.1, "threshold": 0.2, "weights": "weights.csv"}\n' >params.json
"$python" data.py --weights
train "Weights from a colleague"

git switch -q main && mlx checkout --quiet
echo "In '$1': mlx review main..better, and so on for $(git branch --format='%(refname:short)' | grep -v main | tr '\n' ' ')"
