"""How each tool keeps versions: the commands of a first commit, the next ones, a status and a checkout.

A tool is used as its own documentation begins, with its defaults. Where it has no such notion as a
commit or a status, the nearest is taken and `note` says which.
"""
import os
import shutil
import subprocess
import sys


class Tool:
    """Commands are lists of argument lists, run in the project's folder one after the other. Versions
    are numbered from 1; `path` is the file or folder that is kept, from the project's folder."""
    name, program, store, note = "", "", (), ""
    variables = {}

    def __init__(self, venvs=None):
        self.venvs = venvs

    def find(self, program):
        """Where a program is, on the path or in this tool's virtual environment."""
        inside = os.path.join(self.venvs or "", self.name, "bin", program)
        return inside if self.venvs and os.path.exists(inside) else shutil.which(program)

    def is_there(self):
        return self.find(self.program) is not None

    def version(self):
        output = subprocess.run([self.find(self.program), "--version"], capture_output=True, text=True)
        return output.stdout.strip().split("\n")[0]

    def init(self):
        return []

    def prepare(self):
        """What a user sets once, and is not timed."""
        return []

    def commit(self, path, version):
        raise NotImplementedError

    def mark(self, version):
        """Names the commit; not timed."""
        return []

    def status(self, path, number):
        return None

    def checkout(self, path, version):
        raise NotImplementedError

    def fetch(self, path, version):
        """Brings a deleted path of the newest version back."""
        return self.checkout(path, version)


class Mlx(Tool):
    name, program, store = "mlx", "mlx", (".mlops/objects",)
    variables = {"MLX_STORE_ENCODING": "auto"}

    def __init__(self, binary):
        super().__init__()
        self.binary = binary

    def find(self, program):
        return self.binary if os.access(self.binary, os.X_OK) else None

    def init(self):
        return [[self.binary, "init", "-q"]]

    def commit(self, path, version):
        if version > 1:
            return [[self.binary, "commit", "-q", "-am", f"v{version}"]]
        kind = "--model" if path.endswith(".safetensors") else "--data"
        return [[self.binary, "commit", "-q", "-m", "v1", kind, path]]

    def mark(self, version):
        return [[self.binary, "tag", f"v{version}"]]

    def status(self, path, number):
        return [[self.binary, "status"]]

    def checkout(self, path, version):
        return [[self.binary, "checkout", "-q", f"v{version}"]]

    def fetch(self, path, version):
        return [[self.binary, "checkout", "-q", f"v{version}", path]]

    def repack(self):
        """The commands that make the store smaller; None where this mlx has none."""
        said = subprocess.run([self.binary, "help", "repack"], capture_output=True, text=True)
        if said.returncode != 0:
            return None
        if "--prune" in said.stdout:
            return [[self.binary, "repack", "--prune=now"]]
        return [[self.binary, "repack"], [self.binary, "gc", "--prune=now"]]


class MlxRaw(Mlx):
    name = "mlx raw"
    variables = {"MLX_STORE_ENCODING": "raw"}

    def repack(self):
        return None


class Git(Tool):
    name, program, store = "git", "git", (".git",)

    def init(self):
        return [["git", "init", "-q"], ["git", "config", "gc.auto", "0"]]

    def commit(self, path, version):
        return [["git", "add", path], ["git", "commit", "-qm", f"v{version}"]]

    def mark(self, version):
        return [["git", "tag", f"v{version}"]]

    def status(self, path, number):
        return [["git", "status", "--porcelain"]]

    def checkout(self, path, version):
        return [["git", "checkout", "-qf", f"v{version}"]]


class Lfs(Git):
    name, program = "git-lfs", "git-lfs"

    def prepare(self):
        return [["git", "lfs", "install", "--local"],
                ["git", "lfs", "track", "*.safetensors", "*.csv", "*.bin"], ["git", "add", ".gitattributes"]]


class Dvc(Git):
    name, program, store = "dvc", "dvc", (".dvc", ".git")
    variables = {"DVC_NO_ANALYTICS": "1"}

    def init(self):
        return super().init() + [[self.find("dvc"), "init", "-q"]]

    def commit(self, path, version):
        return [[self.find("dvc"), "add", "-q", path], ["git", "add", f"{path}.dvc", ".gitignore", ".dvc"],
                ["git", "commit", "-qm", f"v{version}"]]

    def status(self, path, number):
        return [[self.find("dvc"), "status", "-q"]]

    def checkout(self, path, version):
        return super().checkout(path, version) + [[self.find("dvc"), "checkout", "-q", "-f"]]


class Python(Tool):
    """A tool that is a Python package with no program: `peer_calls.py` calls it."""
    program, package = "python3", ""
    calls = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer_calls.py")

    def is_there(self):
        python = self.find("python3") or sys.executable
        return subprocess.run([python, "-c", f"import {self.package}"], capture_output=True).returncode == 0

    def version(self):
        ask = f"from importlib.metadata import version; print(version('{self.distribution}'))"
        return subprocess.run([self.find("python3"), "-c", ask], capture_output=True, text=True).stdout.strip()

    def call(self, *words):
        return [[self.find("python3"), self.calls, self.name, *words]]


class Oxen(Python):
    name, package, distribution, store = "oxen", "oxen", "oxenai", (".oxen",)
    note = "through its Python package"

    def init(self):
        return self.call("init")

    def commit(self, path, version):
        return self.call("commit", path, f"v{version}")

    def status(self, path, number):
        return self.call("status")

    def checkout(self, path, version):
        return self.call("checkout", f"v{version}")

    def fetch(self, path, version):
        return self.call("restore", path)


class Xet(Python):
    name, package, distribution, store = "xet", "hf_xet", "hf_xet", (".xet",)
    note = "chunks and packs of hf_xet in a local store; no commits, no status"

    def commit(self, path, version):
        return self.call("put", path, f"v{version}.json")

    def checkout(self, path, version):
        return [["rm", "-rf", path]] + self.call("get", f"v{version}.json")


class Borg(Tool):
    name, program, store = "borg", "borg", (".borg",)
    note = "not encrypted; status is a backup of nothing new"
    variables = {"BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}

    def init(self):
        return [["borg", "init", "-e", "none", ".borg"]]

    def commit(self, path, version):
        return [["borg", "create", f".borg::v{version}", path]]

    def status(self, path, number):
        return [["borg", "create", f".borg::same{number}", path]]

    def checkout(self, path, version):
        return [["rm", "-rf", path], ["borg", "extract", f".borg::v{version}"]]


class Restic(Tool):
    name, program, store = "restic", "restic", (".restic",)
    note = "always encrypts; status is a backup of nothing new"
    variables = {"RESTIC_PASSWORD": "benchmark"}
    restic = ["restic", "-q", "-r", ".restic"]

    def version(self):
        return subprocess.run(["restic", "version"], capture_output=True, text=True).stdout.strip()

    def init(self):
        return [self.restic + ["init"]]

    def commit(self, path, version):
        return [self.restic + ["backup", "--tag", f"v{version}", path]]

    def status(self, path, number):
        return [self.restic + ["backup", "--tag", "same", path]]

    def checkout(self, path, version):
        return [self.restic + ["restore", "latest", "--tag", f"v{version}", "--target", "."]]


class Casync(Tool):
    name, program, store = "casync", "casync", (".store",)
    note = "no commits, no status"

    def index(self, path, version):
        return f"v{version}." + ("caibx" if "." in path else "caidx")

    def commit(self, path, version):
        return [["casync", "make", "--store=.store", self.index(path, version), path]]

    def checkout(self, path, version):
        return [["rm", "-rf", path],
                ["casync", "extract", "--store=.store", self.index(path, version), path]]


PEERS = (Git, Lfs, Dvc, Oxen, Xet, Borg, Restic, Casync)
