"""What the figures are to be, and what is computed of the records: medians and ratios within a round."""
from statistics import median


class Results:
    """Records of all steps: dicts of tool, workload, round, step, wall, cpu, mib, input, growth."""

    def __init__(self, records, scale):
        self.records, self.scale = records, scale

    def of(self, tool, workload, step):
        return [r for r in self.records
                if (r["tool"], r["workload"], r["step"]) == (tool, workload, step) and "error" not in r]

    def value(self, tool, workload, step, field="wall"):
        found = [r[field] for r in self.of(tool, workload, step) if r.get(field) is not None]
        return median(found) if found else None

    def ratio(self, tool, workload, step, beside, field="wall", base="cp"):
        """The median of what each round's figure is of the same round's `beside`."""
        bases = {r["round"]: r[field] for r in self.of(base, workload, beside)}
        pairs = [r[field] / bases[r["round"]] for r in self.of(tool, workload, step) if r["round"] in bases]
        return median(pairs) if pairs else None

    def stored(self, tool, workload, step="commit"):
        growth, size = (self.value(tool, workload, step, field) for field in ("growth", "input"))
        return growth / size if growth is not None and size else None

    def steps(self, tool, workload, prefix=""):
        found = {r["step"]: None for r in self.records
                 if (r["tool"], r["workload"]) == (tool, workload) and r["step"].startswith(prefix)}
        return list(found)

    def whole(self, tool, workload, after_repack=False):
        """The whole store of all versions, of the bytes of all versions."""
        steps = self.steps(tool, workload, "commit")
        figures = [(self.value(tool, workload, s, "growth"), self.value(tool, workload, s, "input")) for s in steps]
        if not figures or None in sum(figures, ()):
            return None
        stored = self.value(tool, workload, "repack", "store") if after_repack else sum(f[0] for f in figures)
        return stored / sum(f[1] for f in figures) if stored is not None else None

    def beside_best_peer(self, workload, step="commit"):
        """Of the fastest peer's wall time."""
        ours = self.value("mlx", workload, step)
        tools = {r["tool"] for r in self.records} - {"mlx", "mlx raw", "cp"}
        peers = [wall for tool in tools if (wall := self.value(tool, workload, step)) is not None]
        return ours / min(peers) if ours is not None and peers else None

    def slowest_checkout(self, workload, prefix):
        """Megabytes a second of the version that takes longest, by the median of its rounds."""
        rates = [self.value("mlx", workload, step, "input") / self.value("mlx", workload, step) / 1e6
                 for step in self.steps("mlx", workload, prefix) if self.of("mlx", workload, step)]
        return min(rates) if rates else None

    def memory(self):
        found = [r["mib"] for r in self.records if r["tool"].startswith("mlx") and r.get("mib")
                 and r["workload"] in ("W1", "W4", "W5") and not r["step"].startswith("repack")]
        return max(found) if found else None


def goals(r):
    """(work, what is measured, the figure or None, the goal, whether less is better)."""
    planes, six = "W1 model, planes", "six versions of the model"
    return [
        (planes, "init, add, commit: wall / durable copy", r.ratio("mlx", "W1", "commit", "durable"), 1.5, True),
        (planes, "init, add, commit: CPU s", r.value("mlx", "W1", "commit", "cpu"), 2.1 * r.scale, True),
        (planes, "stored / input", r.stored("mlx", "W1"), 0.67, True),
        (planes, "wall / fastest peer's", r.beside_best_peer("W1"), 0.5, True),
        ("W1 model, raw", "commit: wall / durable copy", r.ratio("mlx raw", "W1", "commit", "durable"), 1.15, True),
        ("W1 model, raw", "commit: CPU s", r.value("mlx raw", "W1", "commit", "cpu"), 1.5 * r.scale, True),
        ("W2a, 2 of 11 layers", "commit: wall / durable copy", r.ratio("mlx", "W1", "commit a", "durable"), 1.0, True),
        ("W2a, 2 of 11 layers", "growth / input", r.stored("mlx", "W1", "commit a"), 0.095, True),
        ("checkout of W1", "from planes: wall / cp", r.ratio("mlx", "W1", "checkout", "cp"), 1.9, True),
        ("checkout of W1", "from raw: wall / cp", r.ratio("mlx raw", "W1", "checkout", "cp"), 1.3, True),
        (six, "stored / input", r.whole("mlx", "W1") if r.of("mlx", "W1", "commit e") else None, 0.26, True),
        (six, "after repack", r.whole("mlx", "W1", True) if r.of("mlx", "W1", "commit e") else None, 0.15, True),
        (six, "checkout after repack, slowest, MB/s", r.slowest_checkout("W1", "repacked checkout"), 800, False),
        ("W5, 50 checkpoints", "stored / input", r.whole("mlx", "W5"), 0.85, True),
        ("W5, 50 checkpoints", "after repack", r.whole("mlx", "W5", True), 0.67, True),
        ("W5, 50 checkpoints", "checkout, slowest, MB/s", r.slowest_checkout("W5", "checkout"), 400, False),
        ("W4 table", "stored / input", r.stored("mlx", "W4"), 0.37, True),
        ("W4 table", "wall / fastest peer's", r.beside_best_peer("W4"), 0.5, True),
        ("W4, rows appended", "growth / input", r.stored("mlx", "W4", "commit appended"), 0.006, True),
        ("W4, 1 % in blocks", "growth / input", r.stored("mlx", "W4", "commit blocks"), 0.006, True),
        ("W4, 1 % scattered", "growth / input", r.stored("mlx", "W4", "commit scattered"), 0.37, True),
        # What single versions take can't be told apart in one store: the goals of the four, added up.
        ("W4, all four versions", "after repack", r.whole("mlx", "W4", True), (0.37 + 0.006 + 0.006 + 0.02) / 4, True),
        ("W3, small files", "first commit: wall / cp -r", r.ratio("mlx", "W3", "commit", "cp"), 0.3, True),
        ("W3, small files", "commit of 100 changed: wall / git status",
         r.ratio("mlx", "W3", "commit 100 changed", "status", base="git"), 2.0, True),
        ("W3, small files", "status: wall / git status", r.ratio("mlx", "W3", "status", "status", base="git"), 0.8, True),
        ("W3, small files", "fresh checkout: wall / cp -r", r.ratio("mlx", "W3", "fresh checkout", "cp"), 0.5, True),
        ("start", "mlx --version, ms", milliseconds(r, "version"), 10, True),
        ("start", "mlx status, ms", milliseconds(r, "status"), 20, True),
        ("start", "mlx status in git, ms", milliseconds(r, "status in git"), 30, True),
        ("any single file", "peak of memory, MiB", r.memory(), 100, True),
    ]


def milliseconds(results, step):
    wall = results.value("mlx", "start", step)
    return 1000 * wall if wall is not None else None
