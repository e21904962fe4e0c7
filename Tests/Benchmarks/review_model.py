"""Times 'mlx review' of a model of 1 GiB in a clone without a file: review_model.py --mlx BINARY --data DIR

Makes a bfloat16 model and a variant with 2 of 11 layers tuned, commits both, pushes, clones with
--filter=none, and prints the median of five reviews there, then one 'review --measure' where both are.
Needs numpy.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import time

import numpy

SHAPES = [(f"layers.{layer}.{name}", (rows, 4096)) for layer in range(11)
          for name, rows in (("q", 4096), ("k", 1024), ("v", 1024), ("o", 4096), ("up", 2048))]


def write(path, is_tuned):
    random, header, end = numpy.random.default_rng(1), {}, 0
    for name, (rows, columns) in SHAPES:
        size = rows * columns * 2
        header[name] = {"dtype": "BF16", "shape": [rows, columns], "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, (rows, columns) in SHAPES:
            numbers = random.standard_normal(rows * columns, dtype=numpy.float32) * 0.02
            if is_tuned and name.startswith(("layers.9.", "layers.10.")):
                numbers *= 1.02
            file.write((numbers.view(numpy.uint32) >> 16).astype(numpy.uint16).tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mlx", default="mlx", type=os.path.abspath)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    root = arguments.data / "review"
    shutil.rmtree(root, ignore_errors=True)
    work, clone = root / "work", root / "clone"
    work.mkdir(parents=True)

    def mlx(*words, folder=work):
        start = time.perf_counter()
        done = subprocess.run([arguments.mlx, *words], cwd=folder, stdout=subprocess.DEVNULL)
        assert done.returncode in (0, 1, 3), words
        return time.perf_counter() - start

    mlx("init", "-q")
    write(work / "model.safetensors", False)
    mlx("commit", "-qm", "Base", "--model", "model.safetensors")
    write(work / "model.safetensors", True)
    mlx("commit", "-qam", "Tuned")
    mlx("remote", "add", "origin", "../remote")
    mlx("push", "-q")
    mlx("clone", "-q", "--filter=none", "../remote", "../clone")
    times = [mlx("review", "HEAD~1..HEAD", folder=clone) for _ in range(5)]
    size = sum(file.stat().st_size for file in (clone / ".mlops").rglob("*") if file.is_file())
    print(f"review in a clone without a file: {statistics.median(times):.3f} s; .mlops {size / 1e3:.0f} kB")
    print(f"review --measure, both versions here: {mlx('review', '--measure', 'HEAD~1..HEAD'):.2f} s")


if __name__ == "__main__":
    main()
