#!/usr/bin/env python3
"""Times the main job beside cp in one run: medians of three, fresh folders, every checkout verified.

    swift build -c release --static-swift-stdlib
    python3 Tests/Benchmarks/foundation.py                  # 1 GiB and 10 000 files
    python3 Tests/Benchmarks/foundation.py --mib 64 --files 1000

Standard library only. Read the ratios, not the seconds: they are of one run on one machine.
"""
import argparse
import filecmp
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 3


def run(command, cwd=None):
    """Wall seconds and CPU seconds of one command."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {child.returncode}\n{errors.decode()}")
    wall = time.perf_counter() - start
    return wall, usage.ru_utime + usage.ru_stime


def median(measure):
    rows = [measure(round_) for round_ in range(ROUNDS)]
    return tuple(statistics.median(column) for column in zip(*rows))


def write_model(path, mib, seed, changed_from=0):
    """A safetensors file of 16 bf16 tensors that do not compress; those from `changed_from` on
    depend on the seed."""
    count = mib * (1 << 20) // 16
    header = {
        f"layer.{i}.weight": {"dtype": "BF16", "shape": [count // 2],
                              "data_offsets": [i * count, (i + 1) * count]}
        for i in range(16)
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    import random
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for i in range(16):
            random.seed(f"{i} {seed if i >= changed_from else 0}")
            left = count
            while left:
                piece = min(left, 16 << 20)
                file.write(random.randbytes(piece))
                left -= piece


def write_files(folder, count):
    import random
    random.seed(1)
    for number in range(count):
        if number % 500 == 0:
            sub = os.path.join(folder, f"{number // 500:03}")
            os.makedirs(sub)
        with open(os.path.join(sub, f"{number:06}.bin"), "wb") as file:
            file.write(random.randbytes(random.randint(2_000, 20_000)))


def warm(path):
    with open(path, "rb") as file:
        while file.read(1 << 22):
            pass


def row(name, figures, beside=None, base=None):
    wall, cpu = figures
    ratio = f"{wall / base[0]:5.2f} x {beside}" if base else ""
    print(f"{name:44} {wall:8.3f} s  {cpu:7.2f} CPU s  {ratio}", flush=True)


class Bench:
    def __init__(self, mlx, folder):
        self.mlx, self.folder = mlx, folder
        self.count = 0

    def fresh(self):
        self.count += 1
        path = os.path.join(self.folder, f"run-{self.count}")
        os.mkdir(path)
        return path

    def project(self):
        path = self.fresh()
        run([self.mlx, "init"], path)
        return path

    def one_file(self, mib):
        source = os.path.join(self.folder, "v1.safetensors")
        variant = os.path.join(self.folder, "v2.safetensors")
        write_model(source, mib, 1)
        write_model(variant, mib, 2, changed_from=13)
        for path in (source, variant):
            warm(path)

        def copy(_):
            return run(["cp", source, os.path.join(self.fresh(), "copy")])

        def durable(_):
            return run(["sh", "-c", 'cp "$1" "$2" && sync "$2"', "sh", source,
                        os.path.join(self.fresh(), "copy")])

        projects = []

        def first(_):
            path = self.project()
            os.link(source, os.path.join(path, "m.safetensors"))
            projects.append(path)
            return run([self.mlx, "commit", "-m", "v1", "--model", "m.safetensors"], path)

        def second(round_):
            path = projects[round_]
            os.unlink(os.path.join(path, "m.safetensors"))
            os.link(variant, os.path.join(path, "m.safetensors"))
            return run([self.mlx, "commit", "-am", "v2"], path)

        def back(round_):
            path = projects[round_]
            figures = run([self.mlx, "checkout", "HEAD~1"], path)
            if not filecmp.cmp(os.path.join(path, "m.safetensors"), source, shallow=False):
                sys.exit("checkout brought other bytes back")
            return figures

        def status(round_):
            return run([self.mlx, "status"], projects[round_])

        copied, safe = median(copy), median(durable)
        row(f"cp, {mib} MiB", copied)
        row("cp, then sync FILE", safe)
        row("mlx commit, new model", median(first), "durable copy", safe)
        row("mlx commit, 3 of 16 tensors changed", median(second), "durable copy", safe)
        row("mlx checkout HEAD~1, verified", median(back), "cp", copied)
        row("mlx status, nothing changed", median(status))
        for path in projects:
            shutil.rmtree(path)

    def many_files(self, count):
        source = os.path.join(self.folder, "files")
        os.mkdir(source)
        write_files(source, count)
        projects = []

        def copy(_):
            return run(["cp", "-r", source, os.path.join(self.fresh(), "copy")])

        def first(_):
            path = self.project()
            run(["cp", "-r", source, os.path.join(path, "data")])
            time.sleep(0.1)
            projects.append(path)
            return run([self.mlx, "commit", "-m", "v1", "--data", "data"], path)

        def status(round_):
            return run([self.mlx, "status"], projects[round_])

        def back(round_):
            path = projects[round_]
            os.rename(os.path.join(path, "data"), os.path.join(path, "old"))
            figures = run([self.mlx, "checkout", "HEAD", "data"], path)
            run(["diff", "-r", os.path.join(path, "old"), os.path.join(path, "data")])
            return figures

        copied = median(copy)
        row(f"cp -r, {count} files", copied)
        row("mlx commit, new folder", median(first), "cp -r", copied)
        row("mlx status, nothing changed", median(status))
        row("mlx checkout, folder deleted before", median(back), "cp -r", copied)

    def start(self):
        row("mlx --version", median(lambda _: run([self.mlx, "--version"])))


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mlx", default=os.path.join(root, ".build/release/mlx"))
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--dir", help="where to work, on the disk to measure")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="mlx-bench-", dir=arguments.dir)
    os.environ.update(HOME=folder, MLX_USER_NAME="bench", MLX_USER_EMAIL="bench@example.com")
    try:
        bench = Bench(os.path.abspath(arguments.mlx), folder)
        bench.start()
        bench.one_file(arguments.mib)
        bench.many_files(arguments.files)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
