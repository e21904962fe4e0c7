#!/usr/bin/env python3
"""Sizes beyond what people have: is every command still right, and is its memory bounded?

    swift build -c release --static-swift-stdlib --product mlx
    python3 Tests/Benchmarks/scale.py files     # a million in one folder; --folders 1000 for a thousand
    python3 Tests/Benchmarks/scale.py huge      # one file of 20 GiB, and its 400 000 chunks
    python3 Tests/Benchmarks/scale.py chunks    # a store of a million chunks
    python3 Tests/Benchmarks/scale.py objects --dir /dev/shm   # 10 million small ones, in ten commits, and collections
    python3 Tests/Benchmarks/scale.py commits   # 10 000 of them
    python3 Tests/Benchmarks/scale.py refs --from FOLDER     # 100 000 of them

The repository of `refs` is made by a test, since a command makes one tag at a time:

    MLX_SCALE_DIR=FOLDER MLX_SCALE_REFS=100000 swift test --filter ScaleTests/manyRefs

Each command is a row: wall seconds, peak memory, and OVER where that is more than it may be. What a command
must say, or bring back, is checked, and a wrong answer ends the run with status 1. Standard library only.
"""
import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

MIB_MAX = 256
# For a million files, each of which is a row of the index.
FILES_MIB_MAX = 1024
GROWTH_MAX = 200_000


class Scale:
    def __init__(self, arguments, folder):
        self.mlx, self.arguments, self.folder = os.path.abspath(arguments.mlx), arguments, folder
        self.mib_max = MIB_MAX
        self.is_over = False

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run(self, *words, cwd="project", status=0, quiet=False):
        """Runs a command, prints its row, and returns what it said."""
        start = time.perf_counter()
        with tempfile.TemporaryFile() as output:
            child = subprocess.Popen([self.mlx, *words], cwd=self.path(cwd), stdout=output,
                                     stderr=subprocess.STDOUT)
            _, ended, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(ended)
            wall, mib = time.perf_counter() - start, usage.ru_maxrss / 1024
            output.seek(0)
            text = output.read().decode()
        if child.returncode != status:
            sys.exit(f"mlx {' '.join(words)}: exit {child.returncode}\n{text[-2000:]}")
        is_over = mib > self.mib_max
        self.is_over |= is_over
        if not quiet or is_over:
            shown = " ".join(word if len(word) < 30 else "..." for word in words)
            print(f"{'mlx ' + shown:52} {wall:9.2f} s {mib:7.0f} MiB{' OVER' if is_over else ''}", flush=True)
        return text

    def claim(self, holds, what):
        if not holds:
            sys.exit(f"wrong: {what}")

    def object_bytes(self):
        return sum(os.path.getsize(os.path.join(folder, name))
                   for folder, _, names in os.walk(self.path("project/.mlops/objects")) for name in names)

    def grown(self, *words):
        before = self.object_bytes()
        self.run(*words)
        growth = self.object_bytes() - before
        print(f"{'':52} grew by {growth / 1000:.0f} kB", flush=True)
        return growth

    def start(self):
        os.mkdir(self.path("project"))
        self.run("init", quiet=True)

    def upkeep(self):
        """What every repository goes through."""
        self.run("fsck")
        self.run("gc")
        self.run("gc", "--prune=now")
        self.run("du")
        self.run("remote", "add", "origin", self.path("remote"), quiet=True)
        self.run("push")
        self.run("clone", self.path("remote"), self.path("clone"), cwd=".")
        self.run("fsck", cwd="clone")
        self.run("gc", "--remote")

    # A million files.

    def files(self):
        self.mib_max = FILES_MIB_MAX
        self.start()
        count, folders = self.arguments.count or 1_000_000, self.arguments.folders
        for number in range(folders):
            os.makedirs(self.path(f"project/data/d{number:04}"))
        pool = random.Random(1).randbytes(1 << 20)
        for number in range(count):
            self.write_small(number, pool)
        self.run("add", "--data", "data")
        self.run("commit", "-m", "all")
        self.run("status")
        self.write_small(count // 2, pool, b"x")
        growth = self.grown("commit", "-am", "one file")
        self.claim(growth <= GROWTH_MAX, f"one file of {count} took {growth} bytes")
        said = self.run("diff", "HEAD~1", "HEAD")
        self.claim("1 modified" in said, said)
        self.run("checkout", "HEAD~1")
        with open(self.small(count // 2), "rb") as file:
            self.claim(file.read(1) != b"x", "the old version is not back")
        self.run("checkout", "main")
        self.run("log", "--stat", quiet=True)
        self.upkeep()
        same = subprocess.run(["diff", "-rq", self.path("project/data"), self.path("clone/data")])
        self.claim(same.returncode == 0, "the clone has other files")

    def small(self, number):
        return self.path(f"project/data/d{number % self.arguments.folders:04}/f{number:07}.bin")

    def write_small(self, number, pool, first=b""):
        start = number % (len(pool) - 100)
        with open(self.small(number), "wb") as file:
            file.write(first + number.to_bytes(8, "little") + pool[start:start + 92])

    # One file.

    def huge(self, count=None):
        self.start()
        size = (count or self.arguments.count or 20) << 30
        digest = self.write_huge(size)
        self.run("add", "--model", "model.bin")
        self.run("commit", "-m", "huge")
        self.run("status")
        with open(self.path("project/model.bin"), "r+b") as file:
            file.seek(size // 2)
            file.write(b"changed in the middle")
        growth = self.grown("commit", "-am", "a few bytes of it")
        self.claim(growth < 8 << 20, f"a few bytes took {growth}")
        os.unlink(self.path("project/model.bin"))
        self.run("checkout", "HEAD~1")
        self.claim(self.digest("project/model.bin") == digest, "other bytes came back")
        self.run("verify")
        self.run("fsck")
        self.run("gc")
        self.run("du")

    def write_huge(self, size):
        """Pieces of 4 MiB of which no two are the same."""
        generator, hasher = random.Random(7), hashlib.sha256()
        with open(self.path("project/model.bin"), "wb") as file:
            for _ in range(size >> 22):
                piece = generator.randbytes(1 << 22)
                hasher.update(piece)
                file.write(piece)
        return hasher.hexdigest()

    def digest(self, name):
        with open(self.path(name), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    # Many chunks: files of a few KiB are chunks of their own, and of each 64 a large one is made as well.

    def chunks(self):
        self.start()
        count = self.arguments.count or 1_000_000
        generator = random.Random(3)
        for number in range(count // 1000):
            folder = self.path(f"project/data/d{number:04}")
            os.makedirs(folder)
            for part in range(1000):
                with open(os.path.join(folder, f"{part}"), "wb") as file:
                    file.write(generator.randbytes(2048))
        self.mib_max = FILES_MIB_MAX
        self.run("commit", "-m", "many chunks", "--data", "data")
        self.run("rm", "--cached", "data", quiet=True)
        shutil.rmtree(self.path("project/data"))
        self.mib_max = MIB_MAX
        self.run("commit", "-am", "none", "--allow-empty")
        for words in (["status"], ["log"], ["gc", "-n"], ["gc"], ["du"], ["fsck"], ["repack", "--dry-run"]):
            self.run(*words)

    # Many objects: a million files a commit, of which only one commit's are in the work tree at a time.

    def objects(self):
        self.start()
        rounds = max(2, (self.arguments.count or 10_000_000) // 1_000_000)
        pool = random.Random(1).randbytes(1 << 20)
        self.mib_max = FILES_MIB_MAX
        for turn in range(rounds):
            shutil.rmtree(self.path("project/data"), ignore_errors=True)
            for folder in range(1000):
                os.makedirs(self.path(f"project/data/d{folder:04}"))
                for part in range(1000):
                    number = turn * 1_000_000 + folder * 1000 + part
                    start = number % (len(pool) - 100)
                    with open(self.path(f"project/data/d{folder:04}/{part}"), "wb") as file:
                        file.write(number.to_bytes(8, "little") + pool[start:start + 92])
            words = ["--data", "data"] if turn == 0 else []
            self.run("commit", "-am", f"million {turn}", *words)
        # Half of them are of no branch any more, and 91 days later of no operation that is kept.
        self.run("reset", f"HEAD~{rounds // 2}")
        shutil.rmtree(self.path("project/data"))
        self.run("commit", "-am", "none")
        self.mib_max = MIB_MAX
        for words in (["status"], ["du"], ["gc", "-n"]):
            self.run(*words)
        before = self.object_bytes()
        for days in (91, 106, 121):
            moment = time.gmtime(time.time() + days * 86_400)
            os.environ["MLX_TEST_CLOCK"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)
            print(self.run("gc"), end="")
        self.claim(self.object_bytes() < before * 0.7, "the collection freed less than it should")
        self.run("fsck", "--quick")

    # Many commits.

    def commits(self):
        self.start()
        count = self.arguments.count or 10_000
        start, slowest = time.perf_counter(), 0.0
        for number in range(count):
            with open(self.path("project/data.csv"), "w") as file:
                file.write(f"a,b\n{number},{number * 7}\n")
            words = ["--data", "data.csv"] if number == 0 else []
            before = time.perf_counter()
            self.run("commit", "-am", f"version {number}", *words, quiet=number + 1 < count)
            slowest = max(slowest, time.perf_counter() - before)
        print(f"{count} commits in {time.perf_counter() - start:.0f} s, the slowest {slowest:.2f} s")
        self.claim(self.run("log", "--oneline").count("\n") >= count, "log is short")
        self.run("log", "-n", "1", "--json")
        self.run("log", "data.csv", quiet=False)
        self.run("status")
        self.run("reflog")
        self.claim("0,0" in self.run("cat-file", "-p", f"HEAD~{count - 1}:data.csv"), "the first version")
        self.run("diff", f"HEAD~{count - 1}", "HEAD")
        self.run("review", f"HEAD~{count // 2}..HEAD")
        self.run("lineage", "data.csv")
        self.run("checkout", f"HEAD~{count - 1}")
        self.run("checkout", "main")
        self.upkeep()
        self.run("commit", "-m", "one more", "--allow-empty")

    # Many refs.

    def refs(self):
        if not self.arguments.source:
            sys.exit("refs: name the folder that the test made with '--from'")
        shutil.copytree(os.path.join(self.arguments.source, "refs"), self.path("project"))
        said = self.run("tag")
        count = said.count("\n")
        print(f"{count} tags")
        self.run("status")
        growth = self.grown("tag", "one-more-by-hand")
        self.claim(growth <= GROWTH_MAX, f"a tag took {growth} bytes")
        self.run("tag", "-d", "one-more-by-hand")
        self.run("undo")
        self.run("log")
        self.run("commit", "-m", "beside many refs", "--allow-empty")
        self.run("rev-parse", "tags/build/1/1234")
        self.upkeep()
        self.run("push", "--all")
        self.claim(self.run("tag", cwd="clone").count("\n") >= 0, "tags of the clone")
        self.run("fetch", cwd="clone")
        self.claim(self.run("tag", cwd="clone", quiet=True).count("\n") > count, "the clone lacks tags")


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["files", "huge", "chunks", "objects", "commits", "refs"])
    parser.add_argument("--mlx", default=os.path.join(root, ".build/release/mlx"))
    parser.add_argument("--count", type=int, help="files, GiB, chunks or commits, other than the usual number")
    parser.add_argument("--folders", type=int, default=1, help="in which the files are")
    parser.add_argument("--from", dest="source", help="where the test left its repositories")
    parser.add_argument("--dir", help="where to work")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="mlx-scale-", dir=arguments.dir)
    os.environ.update(HOME=folder, MLX_USER_NAME="bench", MLX_USER_EMAIL="bench@example.com", NO_COLOR="1")
    scale = Scale(arguments, folder)
    try:
        getattr(scale, arguments.what)()
    finally:
        shutil.rmtree(folder)
    sys.exit(1 if scale.is_over else 0)


if __name__ == "__main__":
    main()
