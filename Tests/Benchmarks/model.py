#!/usr/bin/env python3
"""Times commits and a checkout of one large model beside cp in one run, stored as planes and raw.

    swift build -c release --static-swift-stdlib
    python3 Tests/Benchmarks/model.py                       # 1 GiB of bfloat16, made up
    python3 Tests/Benchmarks/model.py --mib 64
    python3 Tests/Benchmarks/model.py --base a.safetensors --variant b.safetensors

The variant has 2 of 11 layers changed. Every checkout is compared byte for byte. Medians of three,
fresh folders, warm cache. Standard library only. Read the CPU seconds and the ratios: they are of
one run on one machine.
"""
import argparse
import filecmp
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time

from foundation import run, warm

LAYERS = 11
# How often the exponents of a bell around zero come, of 256: half of the numbers are in the two
# highest that are common, and each one below is half as frequent.
EXPONENTS = [(121, 12), (120, 70), (119, 74), (118, 48), (117, 26), (116, 13), (115, 7), (114, 3),
             (113, 2), (112, 1)]


def tables():
    drawn = [exponent for exponent, times in EXPONENTS for _ in range(times)]
    assert len(drawn) == 256
    high = bytes(exponent >> 1 for exponent in drawn)
    low = bytes((exponent & 1) << 7 for exponent in drawn)
    return high, low, bytes(i & 0x7F for i in range(256)), bytes(i & 0x80 for i in range(256))


def either(a, b):
    return (int.from_bytes(a, "little") | int.from_bytes(b, "little")).to_bytes(len(a), "little")


def weights(source, count, made=tables()):
    """So many bytes of bfloat16: exponents as above, signs and mantissas noise."""
    high, low, mantissa, sign = made
    exponents, noise = source.randbytes(count // 2), source.randbytes(count // 2)
    numbers = bytearray(count)
    numbers[0::2] = either(exponents.translate(low), noise.translate(mantissa))
    numbers[1::2] = either(exponents.translate(high), noise.translate(sign))
    return numbers


def write_model(path, mib, changed):
    """Embedding, head, and eleven layers of four tensors; those of `changed` are of another seed."""
    unit = mib * (1 << 20) // (LAYERS + 2) // 8 * 2
    names = [f"layers.{layer}.{part}" for layer in range(LAYERS) for part in "qkvo"]
    names = [f"embed.{part}" for part in range(4)] + names + [f"head.{part}" for part in range(4)]
    header = {name: {"dtype": "BF16", "shape": [unit // 2],
                     "data_offsets": [i * unit, (i + 1) * unit]} for i, name in enumerate(names)}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name in names:
            source = random.Random(f"{name} {any(name.startswith(f'layers.{c}.') for c in changed)}")
            left = unit
            while left:
                piece = min(left, 4 << 20)
                file.write(weights(source, piece))
                left -= piece


def timed(command, cwd, size):
    """`run`, after memory was touched for what the command will put into the page cache: a virtual
    machine that gave it back to its host pays for it again, whoever comes first."""
    touched = b"1" * (2 * size)
    del touched
    return run(command, cwd)


def stored(project):
    total = 0
    for folder, _, names in os.walk(os.path.join(project, ".mlops", "objects")):
        total += sum(os.path.getsize(os.path.join(folder, name)) for name in names)
    return total


class Bench:
    def __init__(self, mlx, folder, base, variant, rounds):
        self.mlx, self.folder, self.base, self.variant = mlx, folder, base, variant
        self.rounds, self.count, self.figures = rounds, 0, {}
        self.size = os.path.getsize(base)

    def fresh(self):
        self.count += 1
        path = os.path.join(self.folder, f"run-{self.count}")
        os.mkdir(path)
        return path

    def note(self, name, figures):
        self.figures.setdefault(name, []).append(figures)

    def copies(self):
        path = self.fresh()
        self.note("cp", timed(["cp", self.base, os.path.join(path, "copy")], path, self.size) + (None,))
        shutil.rmtree(path)
        path = self.fresh()
        durable = ["sh", "-c", 'cp "$1" "$2" && sync "$2"', "sh", self.base,
                   os.path.join(path, "copy")]
        self.note("durable", timed(durable, path, self.size) + (None,))
        shutil.rmtree(path)

    def versions(self, encoding):
        """init, commit of the base, commit of the variant, and back."""
        project = self.fresh()
        model = os.path.join(project, "m.safetensors")
        os.environ["MLX_STORE_ENCODING"] = encoding
        os.link(self.base, model)
        # What changed within the clock's granularity of a commit is hashed again by the next command.
        time.sleep(0.1)
        start = run([self.mlx, "init"], project)
        commit = [self.mlx, "commit", "-m", "v1", "--model", "m.safetensors"]
        wall, cpu = timed(commit, project, self.size)
        size = stored(project)
        self.note(f"{encoding} commit", (start[0] + wall, start[1] + cpu,
                                         size / self.size))
        os.unlink(model)
        os.link(self.variant, model)
        time.sleep(0.1)
        figures = timed([self.mlx, "commit", "-am", "v2"], project, self.size)
        self.note(f"{encoding} variant",
                  figures + ((stored(project) - size) / os.path.getsize(self.variant),))
        figures = timed([self.mlx, "checkout", "HEAD~1"], project, self.size)
        if not filecmp.cmp(model, self.base, shallow=False):
            sys.exit("checkout brought other bytes back")
        self.note(f"{encoding} checkout", figures + (None,))
        shutil.rmtree(project)

    def run(self):
        for _ in range(self.rounds):
            # In turn, so that what else the machine does hits all of them.
            self.copies()
            for encoding in ("auto", "raw"):
                self.versions(encoding)

    def report(self):
        rows = [
            ("cp", "cp", None), ("cp, then sync FILE", "durable", None),
            ("init and commit, planes", "auto commit", "durable"),
            ("commit of the variant, planes", "auto variant", "durable"),
            ("checkout of the base, from planes", "auto checkout", "cp"),
            ("init and commit, raw", "raw commit", "durable"),
            ("commit of the variant, raw", "raw variant", "durable"),
            ("checkout of the base, from raw", "raw checkout", "cp"),
        ]
        print(f"{'work':36} {'wall s':>8} {'CPU s':>8} {'ratio':>7}  {'':14} {'stored/input':>12}")
        for label, name, beside in rows:
            wall, cpu, size = (
                None if column[0] is None else statistics.median(column)
                for column in zip(*self.figures[name]))
            ratio = ""
            if beside:
                pairs = zip(self.figures[name], self.figures[beside])
                ratio = f"{statistics.median(mine[0] / theirs[0] for mine, theirs in pairs):7.2f}"
            unit = {"durable": "x durable copy", "cp": "x cp", None: ""}[beside]
            share = f"{size:12.4f}" if size is not None else ""
            print(f"{label:36} {wall:8.3f} {cpu:8.2f} {ratio:>7}  {unit:14} {share}", flush=True)


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mlx", default=os.path.join(root, ".build/release/mlx"))
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--base", help="a safetensors file to use instead of made up data")
    parser.add_argument("--variant", help="its next version")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dir", help="where to work, on the disk to measure")
    arguments = parser.parse_args()
    if (arguments.base is None) != (arguments.variant is None):
        parser.error("--base and --variant go together")
    folder = tempfile.mkdtemp(prefix="mlx-bench-", dir=arguments.dir)
    os.environ.update(HOME=folder, MLX_USER_NAME="bench", MLX_USER_EMAIL="bench@example.com")
    try:
        base, variant = (os.path.join(folder, f"v{i}.safetensors") for i in (1, 2))
        if arguments.base is None:
            write_model(base, arguments.mib, ())
            write_model(variant, arguments.mib, (9, 10))
        else:
            # A copy on the disk to measure; links to it are then cheap.
            shutil.copyfile(arguments.base, base)
            shutil.copyfile(arguments.variant, variant)
        for path in (base, variant):
            warm(path)
        bench = Bench(os.path.abspath(arguments.mlx), folder, base, variant, arguments.rounds)
        bench.run()
        bench.report()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
