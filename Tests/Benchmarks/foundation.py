"""What every benchmark here needs: commands that are timed, fresh folders, bytes that are compared.

Standard library only. Three traps of measuring are minded: memory that a virtual machine gave back to
its host is paid for again by whoever touches it first (`touch`); ext4 makes files slowly where many
were just deleted (folders are fresh, and deleted at the end only); dirty input would be written back
during a timed run (`place` syncs it).
"""
import filecmp
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import NamedTuple


class Figures(NamedTuple):
    """What a command took. `mib` is the peak of the largest process, at least this program's own."""
    wall: float
    cpu: float
    mib: float

    def __add__(self, other):
        return Figures(self.wall + other.wall, self.cpu + other.cpu, max(self.mib, other.mib))


class Failed(Exception):
    """A command that ended badly, or took too long."""


def attempt(command, cwd=None, timeout=None, env=None):
    """Figures of one command with all of its children; `Failed` says what it printed."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output,
                                 stderr=output, start_new_session=True)
        timer = threading.Timer(timeout or 1e6, os.killpg, (child.pid, signal.SIGKILL))
        timer.daemon = True
        timer.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            raise
        wall = time.perf_counter() - start
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            output.seek(0)
            said = output.read()[-600:].decode(errors="replace").strip()
            why = f"more than {timeout} s" if timeout and wall > timeout else f"exit {child.returncode}"
            raise Failed(f"{' '.join(map(str, command))[:200]}: {why}\n{said}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def run(command, cwd=None):
    """As `attempt`; a failure ends the program."""
    try:
        return attempt(command, cwd)
    except Failed as failure:
        sys.exit(str(failure))


def warm(path):
    """Reads a file, so that it is in the page cache."""
    with open(path, "rb") as file:
        while file.read(1 << 22):
            pass


def touch(count):
    """Touches so many bytes of memory and gives them back, in a process of its own: this one must
    stay small, since a child's peak is counted from its parent's."""
    program = f"b'1' * {int(count)}"
    subprocess.run([sys.executable, "-S", "-c", program], check=True)


def place(source, target):
    """Puts a file or a folder where the next version belongs, on disk before anything is timed."""
    if os.path.isdir(source):
        subprocess.run(["cp", "-r", "--reflink=never", "-T", source, target], check=True)
        os.sync()
        return
    if os.path.lexists(target):
        os.unlink(target)
    subprocess.run(["cp", "--reflink=never", source, target], check=True)
    subprocess.run(["sync", target], check=True)
    # What changed within the clock's granularity of a commit has to be read again by the next command.
    time.sleep(0.1)


def size(path):
    """Bytes of a file, or of all files below a folder; 0 for what is not there."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(folder, name))
               for folder, _, names in os.walk(path) for name in names)


def is_same(a, b):
    """Whether two files, or all files of two folders, have the same bytes."""
    if not os.path.isdir(a):
        return os.path.isfile(b) and filecmp.cmp(a, b, shallow=False)
    names = [sorted(os.path.relpath(os.path.join(folder, name), root)
                    for folder, _, files in os.walk(root) for name in files) for root in (a, b)]
    return names[0] == names[1] and all(
        filecmp.cmp(os.path.join(a, name), os.path.join(b, name), shallow=False) for name in names[0])


class Folders:
    """Fresh folders below one that is deleted at the end."""

    def __init__(self, where=None):
        self.root = tempfile.mkdtemp(prefix="mlx-bench-", dir=where)
        self.count = 0

    def fresh(self, name="run"):
        self.count += 1
        path = os.path.join(self.root, f"{name}-{self.count}")
        os.mkdir(path)
        return path

    def clear(self):
        """Deletes those that were made so far, where disk space counts for more than how fast files are made."""
        for name in os.listdir(self.root):
            shutil.rmtree(os.path.join(self.root, name), ignore_errors=True)

    def delete(self):
        shutil.rmtree(self.root, ignore_errors=True)
