#!/usr/bin/env bash
# Makes the DVC repositories that the tests import, with the real dvc:
#
#   make.sh DVC3 DVC2
#
# DVC3 and DVC2 are the programs of dvc 3.x (made with 3.67.1) and 2.x (made with 2.58.2, pathspec 0.11.2, dulwich 0.21.7, pygit2 1.14.1). Each repository becomes one
# archive beside this file, with its cache, its remote and its git history. `expected-*.txt` are what dvc itself
# checked out at each commit: a line `commit path sha256` for each file that git does not track.
set -euo pipefail
dvc3=$(realpath "$1")
dvc2=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home DVC_NO_ANALYTICS=1 GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1 LC_ALL=C TZ=UTC
mkdir -p "$HOME"
git config --file "$work/gitconfig" user.name Ada
git config --file "$work/gitconfig" user.email ada@example.org
git config --file "$work/gitconfig" init.defaultBranch main
git config --file "$work/gitconfig" init.templateDir ""
git config --file "$work/gitconfig" gc.auto 0

# Every git commit is a minute after the one before.
minute=0
commit() {
  minute=$((minute + 1))
  local date
  date=$(date -u -d "2024-05-01T12:00:00Z + $minute minutes" +%Y-%m-%dT%H:%M:%SZ)
  git add -A
  GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date git commit -q "$@"
}

# What dvc puts at each commit of all branches; pushed to a remote, if one is named. (`dvc push --all-commits` takes a
# relative remote for one below `/`.)
expect() {
  local out=$1 branch
  branch=$(git symbolic-ref --short HEAD)
  : >"$out"
  for id in $(git rev-list --reverse --topo-order --all); do
    git checkout -q --detach "$id"
    git clean -qffdx -e /.dvc
    $2 checkout -q --force >/dev/null 2>&1 || true
    [ -z "${3:-}" ] || $2 push -q -r "$3"
    git ls-files --others --exclude='/.dvc' --exclude='.DS_Store' -z | sort -z | while IFS= read -r -d '' file; do
      echo "$id $file $(sha256sum <"$file" | cut -c1-64)"
    done >>"$out"
  done
  git checkout -q "$branch"
  $2 checkout -q --force >/dev/null
}

pack() {
  rm -rf "$1"/*/.dvc/tmp
  tar -C "$1" --sort=name --mtime=2024-05-01 --owner=0 --group=0 --numeric-owner -cf - . | gzip -9n >"$2"
}

# --- 3.x -------------------------------------------------------------------------------------------------------------
dvc=$dvc3
mkdir -p "$work/three/registry" "$work/three/repo"
cd "$work/three/registry"
git init -q && $dvc init -q
printf 'word,weight\ngood,1\nbad,-1\n' >words.csv
$dvc add -q words.csv
commit -m 'Words'

cd ../repo
git init -q && $dvc init -q
$dvc remote add -q -d store ../remote
$dvc remote add -q cloud s3://bucket/path
commit -m 'Start'

mkdir -p data/images/cats data/images/dogs src
printf 'id,amount,label\n1,10,0\n2,20,1\n3,30,0\n4,40,1\n' >data/raw.csv
for n in 1 2 3; do printf 'cat %s\n' $n >data/images/cats/$n.txt; done
for n in 1 2; do printf 'dog %s\n' $n >data/images/dogs/$n.txt; done
cp data/images/dogs/1.txt data/images/dogs/'same as 1.txt'
$dvc add -q data/raw.csv data/images
commit -m 'Data

The first of it.'

$dvc import -q ../registry words.csv -o data/words.csv
mkdir ../outside && printf 'a,b\n1,2\n' >../outside/table.csv
$dvc import-url -q ../../outside/table.csv data/table.csv
commit -m 'Imports'

cat >src/prepare.sh <<'END'
mkdir -p data/prepared && tail -n +2 data/raw.csv | sort -r >data/prepared/rows.csv && wc -l <data/raw.csv >data/prepared/count.txt
END
cat >src/train.sh <<'END'
mkdir -p models && { echo "model $1 rate $(sed -n 's/^ *rate: //p' params.yaml)"; cat data/prepared/rows.csv; } >models/$1.pkl
END
cat >src/evaluate.sh <<'END'
printf '{"accuracy": 0.%s, "loss": {"train": 0.5, "test": 0.75}}\n' "$(wc -c <models/large.pkl)" >metrics.json
printf 'step,loss\n1,0.9\n2,0.5\n' >loss.csv
END
printf 'train:\n  rate: 0.1\n  deep:\n    layers: 3\n' >params.yaml
printf 'threshold: 0.5\n' >other.yaml
cat >dvc.yaml <<'END'
vars:
- sizes: [small, large]
stages:
  prepare:
    cmd: sh src/prepare.sh
    deps: [data/raw.csv, src/prepare.sh]
    outs: [data/prepared]
  train:
    foreach: ${sizes}
    do:
      cmd: sh src/train.sh ${item}
      deps: [data/prepared, src/train.sh]
      params: [train.rate, train.deep.layers]
      outs:
      - models/${item}.pkl
  evaluate:
    cmd: sh src/evaluate.sh
    deps: [models/large.pkl, data/images, src/evaluate.sh]
    params:
    - other.yaml:
      - threshold
    metrics:
    - metrics.json:
        cache: false
    plots:
    - loss.csv
  grid:
    matrix:
      side: [left, right]
      depth: [1, 2]
    cmd: mkdir -p grid && echo "${item.side} ${item.depth}" > grid/${item.side}-${item.depth}.txt
    outs:
    - grid/${item.side}-${item.depth}.txt
  keep:
    cmd: date -u -d @0 >> kept.log
    outs:
    - kept.log:
        persist: true
  still:
    cmd: cp data/words.csv frozen.csv
    deps: [data/words.csv]
    outs: [frozen.csv]
    frozen: true
END
sed -i 's/    frozen: true//' dvc.yaml
$dvc repro
echo '    frozen: true' >>dvc.yaml
commit -m 'Pipeline'
git tag v1

mkdir -p sub/work
cat >sub/dvc.yaml <<'END'
stages:
  copy:
    cmd: cp ../../data/raw.csv copy.csv
    wdir: work
    deps: [../../data/raw.csv]
    outs: [copy.csv]
  list:
    cmd: ls ../../data > list.txt
    wdir: work
    deps: [../../data]
    outs: [list.txt]
END
$dvc repro -q sub/dvc.yaml
commit -m 'A pipeline in a folder'

git branch labels
git checkout -q -b experiment
sed -i 's/rate: 0.1/rate: 0.25/' params.yaml
$dvc repro
commit -m 'Raise the rate'

git checkout -q labels && $dvc checkout -q
printf '5,50,0\n' >>data/raw.csv
printf 'cat 4\n' >data/images/cats/4.txt && rm data/images/dogs/2.txt
$dvc add -q data/raw.csv data/images
commit -m 'More rows, not yet trained on'
$dvc repro
commit -m 'Train on more rows'

git checkout -q main && $dvc checkout -q
echo 'Nothing of dvc changes here.' >README.md
commit -m 'README'
minute=$((minute + 1))
date=$(date -u -d "2024-05-01T12:00:00Z + $minute minutes" +%Y-%m-%dT%H:%M:%SZ)
GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date git merge -q --no-ff -m 'Merge experiment' experiment
$dvc checkout -q
GIT_COMMITTER_DATE=$date git tag -a -m 'Second' model@v2
sed -i 's|url: .*|url: https://ada:secret@example.org/registry.git|' data/words.csv.dvc
commit -m 'The registry moved'
expect "$here/expected-3.txt" "$dvc" store
pack "$work/three" "$here/dvc-3.tar.gz"

# --- 2.x, and then 3.x on top ----------------------------------------------------------------------------------------
dvc=$dvc2
minute=0
mkdir -p "$work/two/repo"
cd "$work/two/repo"
git init -q && $dvc init -q
printf 'a,b\r\n1,2\r\n3,4\r\n' >windows.csv
printf 'a,b\n1,2\n' >unix.csv
printf '\000\001\r\n\002' >model.bin
printf '#!/bin/sh\necho tool\n' >tool && chmod +x tool
mkdir texts && printf 'one\r\n' >texts/one.txt && printf 'two\n' >texts/two.txt
$dvc add -q windows.csv unix.csv model.bin tool texts
commit -m 'Files of dvc 2'
cat >dvc.yaml <<'END'
stages:
  join:
    cmd: cat windows.csv unix.csv > joined.csv && echo 'rows,4' > rows.csv
    deps: [windows.csv, unix.csv]
    outs: [joined.csv]
    metrics: [rows.csv]
END
$dvc repro
commit -m 'A stage of dvc 2'
$dvc3 config -q core.analytics false
printf 'new\r\n' >new.csv
$dvc3 add -q new.csv
commit -m 'A file of dvc 3'
expect "$here/expected-2.txt" "$dvc3"
pack "$work/two" "$here/dvc-2.tar.gz"
