"""Makes the vectors of cutters 3 to 7, from Documentation/format.md alone.

NAME.pieces describes a file: `hex <bytes>`, or `random <seed> <count>` for bytes of SplitMix64. NAME.txt
has where its chunks end.
"""

import pathlib
import struct

HERE = pathlib.Path(__file__).parent
MASK = (1 << 64) - 1
SPAN_MAX = 1 << 20
SPAN_MIN = 4 << 10


def splitmix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def random(seed, count):
    words = splitmix(seed)
    return b"".join(struct.pack("<Q", next(words)) for _ in range((count + 7) // 8))[:count]


class File:
    def __init__(self):
        self.pieces, self.bytes = [], b""

    def add(self, data):
        self.pieces.append("hex " + data.hex())
        self.bytes += data
        return self

    def noise(self, seed, count):
        self.pieces.append(f"random {seed} {count}")
        self.bytes += random(seed, count)
        return self

    def append(self, other):
        self.pieces += other.pieces
        self.bytes += other.bytes
        return self


def write(name, file, ends):
    (HERE / f"{name}.pieces").write_text("\n".join(file.pieces) + "\n")
    (HERE / f"{name}.txt").write_text("\n".join(map(str, ends)) + "\n")
    assert ends[-1] == len(file.bytes)


def cut(size, spans, header=0):
    """Every 1 MiB in each span and between spans; spans under 4 KiB do not count."""
    spans = [s for s in spans if s[1] - s[0] >= SPAN_MIN]
    assert sum(b - a for a, b in spans) * 2 >= size
    ends, position = [], 0

    def upto(end):
        nonlocal position
        while position < end:
            position = min(position + SPAN_MAX, end)
            ends.append(position)

    upto(header)
    for start, end in spans:
        upto(start)
        upto(end)
    upto(size)
    return ends


def gear(data, bounds):
    table = [word for word, _ in zip(splitmix(0x9E3779B97F4A7C15), range(256))]
    ends, start = [], 0
    for bound in bounds + [len(data)]:
        while start < bound:
            end, h = min(start + 262144, bound), 0
            for index in range(start + 16384, end):
                h = ((h << 1) + table[data[index]]) & MASK
                if h & 0x7FFF800000000000 == 0:
                    end = index + 1
                    break
            ends.append(end)
            start = end
    return ends


# gguf-1: the header's end is a cut; `tiny` is not; F32 1000 x 300, Q8_0, F32 of 8.
def gguf():
    def text(value):
        return struct.pack("<Q", len(value)) + value

    tensors = [  # name, shape, type, bytes
        (b"big", [1000, 300], 0, 1_200_000),
        (b"tiny", [8], 0, 32),
        (b"quantized", [32, 1000], 8, 34_000),
        (b"last", [10_000], 1, 20_000),
    ]
    offset, infos, places = 0, b"", []
    for name, shape, kind, count in tensors:
        infos += text(name) + struct.pack("<I", len(shape))
        infos += b"".join(struct.pack("<Q", n) for n in shape) + struct.pack("<IQ", kind, offset)
        places.append((offset, count))
        offset += (count + 31) // 32 * 32
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), 1)
    head += text(b"general.name") + struct.pack("<I", 8) + text(b"sample") + infos
    head += bytes(-len(head) % 32)
    file = File().add(head)
    for seed, (start, count) in enumerate(places, 3):
        file.noise(seed, count)
        if count % 32:
            file.add(bytes(-count % 32))
    spans = [(len(head) + start, len(head) + start + count) for start, count in places]
    write("gguf-1-sample", file, cut(len(file.bytes), spans, header=len(head)))


def npy_head(descr, shape):
    text = str({"descr": descr, "fortran_order": False, "shape": shape}).encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


# npy-1: from the header's end to the file's.
def npy():
    head = npy_head("<f4", (500, 700))
    file = File().add(head).noise(20, 1_400_000)
    write("npy-1-sample", file, cut(len(file.bytes), [(len(head), len(file.bytes))], len(head)))


def archive(members):
    """Stored members, and where each lies; checksums are not compared."""
    file, directory, spans = File(), b"", []
    for name, content in members:
        size = len(content.bytes)
        offset = len(file.bytes)
        common = struct.pack("<HHHHHIII", 20, 0, 0, 0, 0, 0, size, size)
        file.add(b"PK\x03\x04" + common + struct.pack("<HH", len(name), 0) + name)
        spans.append((len(file.bytes), len(file.bytes) + size))
        file.append(content)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, offset) + name
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(file.bytes), 0)
    return file.add(directory + b"PK\x05\x06" + end), spans


# npy-1 of an archive: the data of each array; the headers belong to what is between.
def npz():
    heads = [npy_head("<f8", (20_000,)), npy_head("|u1", (100,)), npy_head("<i4", (300, 1000))]
    counts = [160_000, 100, 1_200_000]
    names = [b"a.npy", b"small.npy", b"b.npy"]
    members = [
        (name, File().add(head).noise(30 + index, count))
        for index, (name, head, count) in enumerate(zip(names, heads, counts))
    ]
    file, spans = archive(members + [(b"readme.txt", File().add(b"hello"))])
    spans = [(start + len(head), end) for (start, end), head in zip(spans, heads)]
    write("npz-1-sample", file, cut(len(file.bytes), spans))


# pt-1: members `data/<number>`; the pickle is an empty dictionary.
def pt():
    members = [
        (b"m/data.pkl", File().add(b"\x80\x02}.")),
        (b"m/byteorder", File().add(b"little")),
        (b"m/data/0", File().noise(40, 1_100_000)),
        (b"m/data/1", File().noise(41, 4_095)),
        (b"m/data/2", File().noise(42, 4_096)),
        (b"m/data/x", File().noise(43, 9_000)),
        (b"m/data/10", File().noise(44, 70_000)),
    ]
    file, spans = archive(members)
    write("pt-1-sample", file, cut(len(file.bytes), [spans[i] for i in (2, 4, 6)]))


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


# onnx-1: raw_data of two initializers.
def onnx():
    parts, spans = [], []
    for seed, (name, count) in enumerate([(b"w", 1_048_577), (b"v", 50_000)], 50):
        head = b"\x08" + varint(count) + b"\x10\x02" + b"\x42\x01" + name + b"\x4a" + varint(count)
        parts.append((b"\x2a" + varint(len(head) + count) + head, seed, count))
    graph = sum(len(head) + count for head, _, count in parts)
    file = File().add(b"\x08\x08\x3a" + varint(graph))
    for head, seed, count in parts:
        file.add(head)
        spans.append((len(file.bytes), len(file.bytes) + count))
        file.noise(seed, count)
    write("onnx-1-sample", file, cut(len(file.bytes), spans))


# parquet-1: two row groups of two columns; pages are bounds, gear-1 cuts between them.
def parquet():
    def i32(step, value):
        return bytes([step << 4 | 5]) + varint(value * 2)

    def i64(step, value):
        return bytes([step << 4 | 6]) + varint(value * 2)

    def structs(step, items):
        return bytes([step << 4 | 9, len(items) << 4 | 12]) + b"".join(items)

    file, groups, bounds, seed = File().add(b"PAR1"), [], [], 60
    for pages in [[[900_000, 3_000], [30_000]], [[500_000, 100_000], [2_000, 60_000]]]:
        columns = []
        for index, counts in enumerate(pages):
            start = len(file.bytes)
            for count in counts:
                data = i32(1, 1) + i32(1, 0) + i32(1, 3) + i32(1, 3) + b"\0"
                head = i32(1, 0) + i32(1, count) + i32(1, count) + b"\x2c" + data + b"\0"
                if len(head) + count >= SPAN_MIN:
                    bounds += [len(file.bytes), len(file.bytes) + len(head) + count]
                file.add(head).noise(seed, count)
                seed += 1
            size = len(file.bytes) - start
            meta = i32(1, 1) + b"\x19\x15\x00" + b"\x19\x18\x02c" + str(index).encode()
            meta += i32(1, 0) + i64(1, 1) + i64(1, size) + i64(1, size) + i64(2, start) + b"\0"
            columns.append(i64(2, start) + b"\x1c" + meta + b"\0")
        groups.append(structs(1, columns) + i64(1, 1) + i64(1, 1) + b"\0")
    schema = [b"\x48\x06schema" + i32(1, 2) + b"\0"]
    schema += [i32(1, 1) + b"\x25\x00\x18\x02c" + str(index).encode() + b"\0" for index in range(2)]
    footer = i32(1, 1) + structs(1, schema) + i64(1, 2) + structs(1, groups) + b"\0"
    file.add(footer + struct.pack("<I", len(footer)) + b"PAR1")
    bounds = sorted(set(bounds) - {0})
    write("parquet-1-sample", file, gear(file.bytes, bounds))


for make in (gguf, npy, npz, pt, onnx, parquet):
    make()
