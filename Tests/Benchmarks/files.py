#!/usr/bin/env python3
"""Times many small files beside cp -r and git in one run: medians, fresh folders, every checkout verified.

    swift build -c release --static-swift-stdlib --product mlx
    python3 Tests/Benchmarks/files.py                                       # 100 000 files in 100 folders
    python3 Tests/Benchmarks/files.py --files 1000000 --folders 1           # 100 bytes each
    python3 Tests/Benchmarks/files.py --files 1000000 --folders 1000

Standard library only. Read the ratios, not the seconds: they are of one run on one machine. Nothing is deleted
before the end, since ext4 makes files slowly where many were just deleted.
"""
import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from foundation import warm


def run(command, cwd=None):
    """Wall seconds, CPU seconds and peak MiB of one command."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {child.returncode}\n{errors.decode()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def median(rounds, measure):
    return tuple(statistics.median(column) for column in zip(*map(measure, range(rounds))))


def store_bytes(project):
    return sum(os.path.getsize(os.path.join(folder, name))
               for folder, _, names in os.walk(os.path.join(project, ".mlops/objects")) for name in names)


class Bench:
    def __init__(self, arguments, folder):
        self.mlx = os.path.abspath(arguments.mlx)
        self.files, self.folders, self.rounds = arguments.files, arguments.folders, arguments.rounds
        self.least, self.most = arguments.bytes
        self.folder = folder
        self.rows = {}

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def name(self, number):
        """Where a file is, from the folder of all of them."""
        return os.path.join(f"d{number % self.folders:04}", f"f{number:07}.bin")

    def write(self):
        """In a child: what a command is said to take of memory begins with what this process has."""
        child = os.fork()
        if child == 0:
            self.write_files()
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit("could not write the files")

    def write_files(self):
        source = self.path("source")
        for number in range(self.folders):
            os.makedirs(os.path.join(source, f"d{number:04}"))
        pool = random.Random(1).randbytes(64 << 20)
        rng = random.Random(2)
        for number in range(self.files):
            size = rng.randint(self.least, self.most)
            start = rng.randrange(len(pool) - size)
            with open(os.path.join(source, self.name(number)), "wb") as file:
                # Numbered, so that no two are the same.
                file.write(number.to_bytes(8, "little") + pool[start + 8:start + size])

    def read(self, folder):
        for number in range(self.files):
            warm(os.path.join(folder, self.name(number)))

    def change(self, folder, first, count):
        for number in range(first, first + count):
            with open(os.path.join(folder, self.name(number * 37 % self.files)), "r+b") as file:
                file.write(os.urandom(16))
        time.sleep(0.1)

    def row(self, name, figures, beside=None, goal=None):
        wall, cpu, memory = figures
        self.rows[name] = figures
        ratio = ""
        if beside:
            ratio = f"{wall / self.rows[beside][0]:6.2f} x {beside}, CPU {cpu / self.rows[beside][1]:.2f}"
            if goal:
                ratio += f" (goal {goal})"
        print(f"{name:34} {wall:8.3f} s {cpu:8.2f} CPU s {wall / self.files * 1e6:7.2f} us/file "
              f"{memory:6.0f} MiB {ratio}", flush=True)

    def cp(self, rounds):
        def copy(round_):
            os.mkdir(self.path(f"mlx-{round_}"))
            os.sync()
            return run(["cp", "-r", self.path("source"), self.path(f"mlx-{round_}", "data")])
        self.row("cp -r", median(rounds, copy))

    def git(self):
        project = self.path("git")
        os.mkdir(project)
        subprocess.run(["cp", "-r", self.path("source"), os.path.join(project, "data")], check=True)
        time.sleep(1.1)
        run(["git", "init", "-q"], project)
        # Nothing in the background that goes on while others are timed.
        run(["git", "config", "gc.auto", "0"], project)
        os.sync()

        def commit(_):
            return run(["sh", "-c", "git add data && git commit -qm x"], project)
        self.row("git add, commit", median(1, commit), "cp -r")
        os.sync()
        run(["git", "status"], project)
        self.row("git status", median(5, lambda _: run(["git", "status"], project)))

    def mlx_rows(self):
        projects = [self.path(f"mlx-{round_}") for round_ in range(self.rounds)]
        mlx = self.mlx

        def first(round_):
            project = projects[round_]
            self.read(os.path.join(project, "data"))
            os.sync()
            return run(["sh", "-c", f'"{mlx}" init && "{mlx}" add --data data && "{mlx}" commit -m v1'], project)

        def again(round_):
            self.change(os.path.join(projects[0], "data"), 100 * round_, 100)
            return run([mlx, "commit", "-am", "v2"], projects[0])

        def one(round_):
            self.change(os.path.join(projects[0], "data"), 1000 + round_, 1)
            before = store_bytes(projects[0])
            figures = run([mlx, "commit", "-am", "one"], projects[0])
            growth.append(store_bytes(projects[0]) - before)
            return figures

        growth = []
        self.row("mlx init, add, commit", median(self.rounds, first), "cp -r", "0.3")
        run([mlx, "status"], projects[0])
        self.row("mlx status", median(5, lambda _: run([mlx, "status"], projects[0])), "git status", "0.8")
        self.row("mlx commit, 100 files changed", median(3, again), "git status", "2")
        self.row("mlx commit, one file changed", median(3, one), "git status")
        print(f"{'':34} grew by {statistics.median(growth) / 1000:.0f} kB (goal 200)")
        self.row("mlx diff HEAD~1 HEAD", median(3, lambda _: run([mlx, "diff", "HEAD~1", "HEAD"], projects[0])),
                 "git status")

        def checkout(round_):
            data, old = (os.path.join(projects[round_], name) for name in ("data", "old"))
            os.rename(data, old)
            os.sync()
            figures = run([mlx, "checkout", "HEAD", "data"], projects[round_])
            subprocess.run(["diff", "-r", old, data], check=True)
            return figures
        self.row("mlx checkout, folder deleted", median(self.rounds, checkout), "cp -r", "0.5")
        run([mlx, "fsck"], projects[0])

    def run(self):
        print(f"{self.files} files of {self.least} to {self.most} bytes in {self.folders} folders", flush=True)
        self.write()
        self.read(self.path("source"))
        self.cp(self.rounds)
        self.git()
        self.mlx_rows()


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mlx", default=os.path.join(root, ".build/release/mlx"))
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--folders", type=int, default=100)
    parser.add_argument("--bytes", type=int, nargs=2, metavar=("LEAST", "MOST"),
                        help="2048 20480; from a million files on 100 100")
    parser.add_argument("--rounds", type=int, help="3; from a million files on 1")
    parser.add_argument("--dir", help="where to work, on the disk to measure")
    arguments = parser.parse_args()
    is_large = arguments.files >= 1_000_000
    arguments.bytes = arguments.bytes or ([100, 100] if is_large else [2048, 20480])
    arguments.rounds = arguments.rounds or (1 if is_large else 3)
    folder = tempfile.mkdtemp(prefix="mlx-bench-", dir=arguments.dir)
    os.environ.update(HOME=folder, MLX_USER_NAME="bench", MLX_USER_EMAIL="bench@example.com",
                      GIT_AUTHOR_NAME="bench", GIT_AUTHOR_EMAIL="bench@example.com",
                      GIT_COMMITTER_NAME="bench", GIT_COMMITTER_EMAIL="bench@example.com")
    try:
        Bench(arguments, folder).run()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
