#!/usr/bin/env python3
"""Times mlx beside its peers and beside cp, in one run, and says which goals are met.

    swift build -c release --static-swift-stdlib --product mlx
    python3 Tests/Benchmarks/peers.py                                  # a sixteenth of the size
    python3 Tests/Benchmarks/peers.py --scale full --tools mlx,dvc,borg --workloads W1,W2a,W4

Peers that are not here are left out. git-lfs, restic, borgbackup and casync are packages of the
system; dvc, oxenai and hf_xet Python packages, best each in a virtual environment `DIR/dvc`, `DIR/oxen`,
`DIR/xet` with `--venvs DIR`. The data is made once (`workloads.py`, needs numpy) and kept below `.build`.

Medians of the rounds; ratios are of one round, so that what else the machine does hits both sides.
Every checkout is compared byte for byte. Folders are fresh, the input is in the page cache and on
disk. `init` counts to the first commit. Peak memory of small programs is this program's own.
"""
import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys

import foundation
from foundation import Failed, Figures, is_same, place, size, touch, warm
from goals import Results, goals
from table import show, show_goals
from tools import PEERS, Mlx, MlxRaw

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCALES = {"full": 1.0, "small": 1 / 16, "tiny": 1 / 128}
VARIANTS = "abcde"


class Wrong(Exception):
    """A checkout that brought other bytes back."""


class Session:
    """One tool in one project, for one workload and one round."""

    def __init__(self, bench, tool, workload, path):
        self.bench, self.tool, self.workload, self.path = bench, tool, workload, path
        self.folder = bench.folders.fresh(tool.name.replace(" ", "-"))
        self.target = os.path.join(self.folder, path)
        self.versions = []

    def run(self, commands):
        total = Figures(0, 0, 0)
        for command in commands:
            total += foundation.attempt(command, self.folder, self.bench.timeout,
                                        dict(os.environ, **self.tool.variables))
        return total

    def store(self):
        return sum(size(os.path.join(self.folder, part)) for part in self.tool.store)

    def step(self, name, commands, input_size, **more):
        touch(2 * input_size)
        before = self.store()
        figures = self.run(commands)
        self.bench.note(self.tool.name, self.workload, name, figures, input=input_size,
                        growth=self.store() - before, store=self.store(), **more)

    def commit(self, label, source):
        """The next version: placed, committed, named."""
        is_first, figures = not self.versions, Figures(0, 0, 0)
        if is_first:
            figures = self.run(self.tool.init())
            self.run(self.tool.prepare())
        place(source, self.target)
        self.versions.append((label, source))
        number = len(self.versions)
        touch(2 * size(source))
        before = 0 if is_first else self.store()
        figures += self.run(self.tool.commit(self.path, number))
        store = self.store()
        self.bench.note(self.tool.name, self.workload, f"commit {label}".strip(), figures,
                        input=size(source), growth=store - before, store=store)
        self.run(self.tool.mark(number))

    def status(self):
        commands = self.tool.status(self.path, 0)
        if commands is None:
            return
        tries = []
        while len(tries) < 5 and sum(figures.wall for figures in tries) < 1:
            tries.append(self.run(self.tool.status(self.path, len(tries))))
        self.bench.note(self.tool.name, self.workload, "status", sorted(tries)[len(tries) // 2])

    def checkouts(self, prefix="checkout"):
        """Every version; of a peer with many of them one in ten, since most start slowly."""
        step = 1 if isinstance(self.tool, Mlx) or len(self.versions) < 10 else 10
        for number, (label, source) in list(enumerate(self.versions, 1))[::step]:
            commands = self.tool.checkout(self.path, number)
            if len(self.versions) == 1:
                # Nothing would be to do.
                os.unlink(self.target)
                commands = self.tool.fetch(self.path, number)
            self.step(f"{prefix} {label}".strip(), commands, size(source))
            self.verify(source)

    def verify(self, source):
        if not is_same(source, self.target):
            raise Wrong(f"{self.tool.name} brought other bytes back")

    def repack(self):
        commands = getattr(self.tool, "repack", lambda: None)()
        if commands:
            self.step("repack", commands, sum(size(source) for _, source in self.versions))
            self.checkouts("repacked checkout")


class Bench:
    def __init__(self, arguments, tools, data, folders):
        self.tools, self.data, self.folders = tools, data, folders
        self.timeout, self.variants = arguments.timeout, arguments.variants
        self.records, self.round = [], 0

    def note(self, tool, workload, step, figures=None, **more):
        measured = figures._asdict() if figures else {}
        self.records.append(dict(tool=tool, workload=workload, round=self.round, step=step, **measured, **more))

    def file(self, *names):
        path = os.path.join(self.data, *names)
        warm(path)
        return path

    def discard(self, folder):
        """Deletes at the end: ext4 makes files slowly where many were just deleted. Unless the disk fills."""
        usage = shutil.disk_usage(self.folders.root)
        if usage.free < usage.total / 5 or sum(len(names) for _, _, names in os.walk(folder)) < 2000:
            shutil.rmtree(folder, ignore_errors=True)

    def copies(self, workload, source):
        """cp, and a copy that is on the disk when it returns, as a commit is."""
        folder, source = self.folders.fresh("cp"), os.path.realpath(source)
        copy = ["cp", "-r", "--reflink=never", source]
        touch(2 * size(source))
        self.note("cp", workload, "cp", foundation.attempt(copy + [folder + "/copy"]), input=size(source))
        if os.path.isfile(source):
            touch(2 * size(source))
            durable = ["sh", "-c", 'cp --reflink=never "$1" "$2" && sync "$2"', "sh", source, folder + "/durable"]
            self.note("cp", workload, "durable", foundation.attempt(durable), input=size(source))
        self.discard(folder)

    def session(self, tool, workload, path, body):
        session = Session(self, tool, workload, path)
        try:
            body(session)
        except (Failed, Wrong) as failure:
            self.note(tool.name, workload, "stopped", error=str(failure))
            print(f"{workload} {tool.name}: {failure}", file=sys.stderr, flush=True)
        self.discard(session.folder)

    def versions(self, workload, path, versions, tools):
        self.copies(workload, versions[0][1])

        def body(session):
            for label, source in versions:
                session.commit(label, source)
                if not label:
                    session.status()
            session.checkouts()
            session.repack()

        for tool in tools:
            self.session(tool, workload, path, body)

    # --- workloads

    def model(self):
        versions = [("", self.file("W1", "model.safetensors"))]
        versions += [(variant, self.file("W2", f"{variant}.safetensors")) for variant in self.variants]
        raw = [MlxRaw(tool.binary) for tool in self.tools if isinstance(tool, Mlx)]
        self.versions("W1", "model.safetensors", versions, self.tools + raw)

    def table(self):
        versions = [("", self.file("W4", "table.csv"))]
        versions += [(name, self.file("W4", f"{name}.csv")) for name in ("appended", "blocks", "scattered")]
        self.versions("W4", "table.csv", versions, self.tools)

    def checkpoints(self):
        versions = [(f"{step:02}", self.file("W5", f"{step:02}.safetensors")) for step in range(50)]
        self.versions("W5", "model.safetensors", versions, self.tools)

    def files(self):
        source = os.path.join(self.data, "W3", "tree")
        for folder, _, names in os.walk(source):
            for name in names:
                warm(os.path.join(folder, name))
        self.copies("W3", source)

        def body(session):
            session.commit("", source)
            session.status()
            self.change(session.target)
            session.step("commit 100 changed", session.tool.commit(session.path, 2), size(source))
            session.run(session.tool.mark(2))
            kept = os.path.join(session.folder + "-kept")
            os.rename(session.target, kept)
            session.step("fresh checkout", session.tool.fetch(session.path, 2), size(source))
            session.verify(kept)
            self.discard(kept)

        # git's status is what mlx's is compared with.
        git = [] if any(tool.name == "git" for tool in self.tools) else [PEERS[0]()]
        for tool in git + self.tools:
            self.session(tool, "W3", "tree", body)

    def change(self, tree):
        """Other bytes of the same number in a hundred files, spread over the folders."""
        names = sorted(os.path.join(folder, name) for folder, _, files in os.walk(tree) for name in files)
        for path in names[::max(1, len(names) // 100)][:100]:
            with open(path, "r+b") as file:
                start = file.read(16)
                file.seek(0)
                file.write(bytes(255 - byte for byte in start))
        os.sync()

    def start(self):
        for tool in self.tools:
            if isinstance(tool, Mlx):
                session = Session(self, tool, "start", "model.safetensors")
                place(self.file("W5", "00.safetensors"), session.target)
                self.repeat(session, "version", [tool.binary, "--version"])
                session.run(tool.init() + tool.commit(session.path, 1))
                self.repeat(session, "status", [tool.binary, "status"])
                session.run([["git", "init", "-q"], ["git", "add", ".gitignore"]]
                            if os.path.exists(session.folder + "/.gitignore") else [["git", "init", "-q"]])
                self.repeat(session, "status in git", [tool.binary, "status"])

    def repeat(self, session, step, command, times=40):
        tries = sorted(session.run([command]) for _ in range(times))
        self.note(session.tool.name, "start", step, tries[times // 2])


# --- main

def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--tools", help="mlx,git,git-lfs,dvc,oxen,xet,borg,restic,casync; those found")
    parser.add_argument("--workloads", default="start,W1,W2,W3,W4,W5",
                        help="W2 is all variants of W1, W2a one of them (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", metavar="FILE", help="all records and the goals")
    parser.add_argument("--mlx", default=os.path.join(ROOT, ".build/release/mlx"))
    parser.add_argument("--venvs", metavar="DIR", help="virtual environments of dvc, oxen and xet")
    parser.add_argument("--data", metavar="DIR", help="where the data is made, or is already")
    parser.add_argument("--dir", help="where to work, on the disk to measure")
    parser.add_argument("--timeout", type=float, default=900, help="seconds for one command (%(default)s)")
    arguments = parser.parse_args()
    words = arguments.workloads.split(",")
    arguments.variants = VARIANTS if "W2" in words else "".join(v for v in VARIANTS if f"W2{v}" in words)
    arguments.workloads = [w for w in ("start", "W1", "W3", "W4", "W5")
                           if w in words or (w == "W1" and arguments.variants)]
    if not arguments.workloads:
        parser.error("no such workload")
    return arguments


def find_tools(arguments):
    wanted = arguments.tools.split(",") if arguments.tools else None
    venvs = os.path.abspath(arguments.venvs) if arguments.venvs else None
    tools = [Mlx(os.path.abspath(arguments.mlx))] + [peer(venvs) for peer in PEERS]
    found = []
    for tool in tools:
        if wanted is not None and tool.name not in wanted:
            continue
        if tool.is_there():
            found.append(tool)
        elif wanted is not None or tool.name == "mlx":
            print(f"{tool.name} is not here", file=sys.stderr)
    if not found:
        sys.exit("none of the tools is here")
    return found


def make_data(arguments):
    """In a process of its own, since numpy would make this one large."""
    out = arguments.data or os.path.join(ROOT, ".build/benchmarks", arguments.scale)
    names = {"start": ["W5"], "W1": ["W1"] + (["W2"] if arguments.variants else [])}
    only = sorted({name for workload in arguments.workloads for name in names.get(workload, [workload])})
    if not all(os.path.exists(os.path.join(out, name, ".done")) for name in only):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "workloads.py")
        made = subprocess.run([sys.executable, program, "--scale", arguments.scale, "--out", out,
                               "--only", ",".join(only)])
        if made.returncode != 0:
            sys.exit(made.returncode)
    return out


def set_environment(home):
    os.environ.update(
        HOME=home, LC_ALL="C.UTF-8", MLX_USER_NAME="bench", MLX_USER_EMAIL="bench@example.com",
        GIT_AUTHOR_NAME="bench", GIT_AUTHOR_EMAIL="bench@example.com", GIT_COMMITTER_NAME="bench",
        GIT_COMMITTER_EMAIL="bench@example.com", HF_HOME=home, DO_NOT_TRACK="1")


def report(arguments, tools, versions, records):
    results = Results(records, SCALES[arguments.scale])
    print(f"scale {arguments.scale}, medians of {arguments.rounds}, {platform.platform()}, {os.cpu_count()} cores")
    for tool in tools:
        print(f"- {tool.name}: {versions[tool.name]}" + (f" ({tool.note})" if tool.note else ""))
    names = list(versions)
    names += ["mlx raw"] if "mlx" in names else []
    names += ["git"] if "git" not in names and "W3" in arguments.workloads else []
    show(results, names, arguments.workloads)
    show_goals(results)
    if arguments.json:
        rows = [dict(zip(("work", "measured", "figure", "goal", "less"), row)) for row in goals(results)]
        with open(arguments.json, "w") as file:
            json.dump(dict(scale=arguments.scale, rounds=arguments.rounds, tools=versions,
                           records=records, goals=rows), file, indent=1)


def main():
    arguments = parse()
    tools, data = find_tools(arguments), make_data(arguments)
    folders = foundation.Folders(arguments.dir)
    set_environment(folders.fresh("home"))
    bench = Bench(arguments, tools, data, folders)
    bodies = {"start": bench.start, "W1": bench.model, "W3": bench.files, "W4": bench.table, "W5": bench.checkpoints}
    versions = {tool.name: tool.version() for tool in tools}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        try:
            for bench.round in range(arguments.rounds):
                for workload in arguments.workloads:
                    bodies[workload]()
                    print(f"round {bench.round + 1}: {workload}", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            print("stopped: this is what was measured until then", file=sys.stderr, flush=True)
        report(arguments, tools, versions, bench.records)
    finally:
        folders.delete()


if __name__ == "__main__":
    main()
