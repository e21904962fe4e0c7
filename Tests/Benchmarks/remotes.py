#!/usr/bin/env python3
"""Times push, fetch and clone over a folder: a model beside a durable copy, many small files beside dvc, a long history.

    swift build -c release --static-swift-stdlib --product mlx
    python3 Tests/Benchmarks/workloads.py --scale full --out DIR --only W1,W2     # needs numpy
    python3 Tests/Benchmarks/remotes.py --data DIR
    python3 Tests/Benchmarks/remotes.py --data DIR --dvc VENV/bin/dvc             # pip install dvc

A durable copy is `cp`, then `sync FILE`. Every clone is compared byte for byte. Read the ratios, not the seconds:
they are of one run on one machine. `--only model`, `files` or `history` runs a part; `--files 10000` and
`--commits 100` make fewer.
"""
import argparse
import os
import random
import statistics
import sys

from foundation import Folders, is_same, place, run, size, touch, warm


def row(name, figures, beside=None, goal=None, note=""):
    ratio = ""
    if beside:
        ratio = f"{figures.wall / beside.wall:6.3f} x" + (f" (goal {goal})" if goal else "")
    print(f"{name:44} {figures.wall:8.2f} s {figures.cpu:8.2f} CPU s {figures.mib:6.0f} MiB {ratio} {note}",
          flush=True)
    return figures


def middle(figures):
    """The round whose wall is the median."""
    return sorted(figures)[len(figures) // 2]


class Models:
    """A new model, then a variant with 2 of 11 layers changed."""

    def __init__(self, arguments, folders):
        self.mlx, self.data, self.folders = arguments.mlx, arguments.data, folders
        self.rounds = arguments.rounds

    def run(self):
        model = os.path.join(self.data, "W1/model.safetensors")
        variant = os.path.join(self.data, "W2/a.safetensors")
        warm(model)
        warm(variant)
        copies, pushes, fetches, variants, moved = [], [], [], [], []
        for _ in range(self.rounds):
            touch(6 << 30)
            folder = self.folders.fresh("copy")
            os.sync()
            target = os.path.join(folder, "model")
            copies.append(run(["sh", "-c", f'cp --reflink=never "{model}" "{target}" && sync "{target}"']))
            os.unlink(target)

            project, remote = self.folders.fresh("project"), os.path.join(self.folders.fresh("remote"), "r")
            place(model, os.path.join(project, "model.safetensors"))
            for words in (["init"], ["add", "--model", "model.safetensors"], ["commit", "-m", "one"],
                          ["remote", "add", "origin", remote]):
                run([self.mlx, *words], project)
            os.sync()
            pushes.append(run([self.mlx, "push"], project))
            first = size(remote)

            clone = os.path.join(self.folders.fresh("clone"), "c")
            os.sync()
            fetches.append(run([self.mlx, "clone", remote, clone]))
            if not is_same(model, os.path.join(clone, "model.safetensors")):
                sys.exit("the clone differs")

            place(variant, os.path.join(project, "model.safetensors"))
            run([self.mlx, "commit", "-am", "two"], project)
            os.sync()
            variants.append(run([self.mlx, "push"], project))
            moved.append((size(remote) - first) / os.path.getsize(variant))
            run([self.mlx, "pull"], clone)
            if not is_same(variant, os.path.join(clone, "model.safetensors")):
                sys.exit("the pull differs")
            self.folders.clear()
        copy = row("cp, sync of the model", middle(copies))
        ratio = statistics.median(push.wall / copy.wall for push, copy in zip(pushes, copies))
        row("mlx push of a new model", middle(pushes), copy, "1.5", f"median of ratios {ratio:.2f}")
        row("mlx clone of it", middle(fetches), copy)
        row("mlx push of 2 layers of 11", middle(variants), copy, None,
            f"moves {statistics.median(moved):.4f} of it (goal 0.14)")


class Files:
    """Many small files, beside dvc."""

    def __init__(self, arguments, folders):
        self.mlx, self.dvc, self.count, self.folders = arguments.mlx, arguments.dvc, arguments.files, folders

    def write(self, source):
        pool, rng = random.Random(1).randbytes(64 << 20), random.Random(2)
        for number in range(100):
            os.makedirs(os.path.join(source, f"d{number:02}"))
        for number in range(self.count):
            length = rng.randint(2048, 20480)
            start = rng.randrange(len(pool) - length)
            with open(os.path.join(source, f"d{number % 100:02}", f"f{number:06}.bin"), "wb") as file:
                file.write(number.to_bytes(8, "little") + pool[start + 8:start + length])

    def run(self):
        source = os.path.join(self.folders.fresh("source"), "data")
        # In a child: what a command is said to take of memory begins with what this process has.
        child = os.fork()
        if child == 0:
            self.write(source)
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit("could not write the files")
        print(f"{self.count} files of 2 to 20 KiB, {size(source) / 1e6:.0f} MB", flush=True)
        figures = {}
        for tool in ["mlx"] + (["dvc"] if self.dvc else []):
            figures[tool] = getattr(self, tool + "_rounds")(source)
        for step in ("push", "clone"):
            if self.dvc:
                row(f"dvc {'push' if step == 'push' else 'pull'}", figures["dvc"][step])
            row(f"mlx {step}", figures["mlx"][step], figures["dvc"][step] if self.dvc else None, "0.25")

    def mlx_rounds(self, source):
        project, remote = self.folders.fresh("project"), os.path.join(self.folders.fresh("remote"), "r")
        place(source, os.path.join(project, "data"))
        for words in (["init"], ["add", "--data", "data"], ["commit", "-m", "one"],
                      ["remote", "add", "origin", remote]):
            run([self.mlx, *words], project)
        os.sync()
        push = run([self.mlx, "push"], project)
        clone = os.path.join(self.folders.fresh("clone"), "c")
        os.sync()
        pull = run([self.mlx, "clone", remote, clone])
        if not is_same(source, os.path.join(clone, "data")):
            sys.exit("the clone differs")
        return {"push": push, "clone": pull}

    def dvc_rounds(self, source):
        project, remote = self.folders.fresh("project"), self.folders.fresh("remote")
        other = os.path.join(self.folders.fresh("clone"), "c")
        place(source, os.path.join(project, "data"))
        run(["git", "init", "-q"], project)
        for words in (["init", "-q"], ["config", "core.analytics", "false"], ["add", "-q", "data"],
                      ["remote", "add", "-d", "origin", remote]):
            run([self.dvc, *words], project)
        run(["git", "add", "."], project)
        run(["git", "-c", "user.name=b", "-c", "user.email=b@example.com", "commit", "-qm", "one"], project)
        os.sync()
        push = run([self.dvc, "push", "-q"], project)
        run(["git", "clone", "-q", project, other])
        os.sync()
        pull = run([self.dvc, "pull", "-q"], other)
        if not is_same(source, os.path.join(other, "data")):
            sys.exit("dvc's files differ")
        return {"push": push, "clone": pull}


class History:
    """A long history of large files, of which a clone takes none."""

    BYTES = 100_000_000

    def __init__(self, arguments, folders):
        self.mlx, self.commits, self.folders = arguments.mlx, arguments.commits, folders
        self.every = arguments.every

    def run(self):
        project, remote = self.folders.fresh("project"), os.path.join(self.folders.fresh("remote"), "r")
        model, rng = os.path.join(project, "model.bin"), random.Random(3)
        with open(model, "wb") as file:
            file.write(rng.randbytes(self.BYTES))
        os.makedirs(os.path.join(project, "data"))
        for number in range(100):
            with open(os.path.join(project, "data", f"{number}.csv"), "w") as file:
                file.write("".join(f"{row},{rng.random()}\n" for row in range(100)))
        for words in (["init"], ["commit", "-m", "0", "--model", "model.bin", "--data", "data"],
                      ["remote", "add", "origin", remote]):
            run([self.mlx, *words], project)
        for number in range(1, self.commits):
            with open(model, "r+b") as file:
                file.seek(rng.randrange(self.BYTES - 65536))
                file.write(rng.randbytes(65536))
            if number % self.every == 0:
                with open(os.path.join(project, "data", f"{number % 100}.csv"), "a") as file:
                    file.write(f"{number},{rng.random()}\n")
            run([self.mlx, "commit", "-qam", str(number)], project)
        push = run([self.mlx, "push"], project)
        clone = os.path.join(self.folders.fresh("clone"), "c")
        figures = run([self.mlx, "clone", "--filter=none", remote, clone])
        row(f"mlx push of {self.commits} commits", push)
        row("mlx clone --filter=none", figures, None, None,
            f"{size(clone) / 1e6:.1f} MB on disk (goal 20) of {self.commits * self.BYTES / 1e9:.0f} GB")
        run([self.mlx, "restore", "model.bin"], clone)
        if not is_same(model, os.path.join(clone, "model.bin")):
            sys.exit("the file that was brought differs")


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mlx", default=os.path.join(root, ".build/release/mlx"))
    parser.add_argument("--data", help="where workloads.py put W1 and W2")
    parser.add_argument("--dvc", help="the program, in a virtual environment")
    parser.add_argument("--only", choices=["model", "files", "history"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("--every", type=int, default=1, help="how often the dataset changes, in commits")
    parser.add_argument("--dir", help="where to work, on the disk to measure")
    arguments = parser.parse_args()
    arguments.mlx = os.path.abspath(arguments.mlx)
    folders = Folders(arguments.dir)
    os.environ.update(HOME=folders.root, MLX_USER_NAME="bench", MLX_USER_EMAIL="bench@example.com")
    try:
        if arguments.only in (None, "model"):
            if not arguments.data:
                sys.exit("say where the models are: --data DIR")
            Models(arguments, folders).run()
        if arguments.only in (None, "files"):
            Files(arguments, folders).run()
        if arguments.only in (None, "history"):
            History(arguments, folders).run()
    finally:
        folders.delete()


if __name__ == "__main__":
    main()
