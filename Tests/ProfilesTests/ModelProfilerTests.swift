import FileFormats
import Objects
import Testing

@testable import Profiles

@Suite struct ModelProfilerTests {
  @Test func aSmallTensorHasTheDigestOfItsBytes() throws {
    let bytes: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64]
    let profile = try profile(safetensors: [("w", "F32", [2], bytes)])
    let tensor = try #require(profile.tensors.first)
    #expect(tensor.digest == SHA256Hasher.hash(bytes))
    #expect(tensor.statistics?.mean == 1.5 && tensor.statistics?.count == 2)
    #expect(profile.format == "safetensors" && profile.parameterCount == 2)
  }

  @Test func aLargeTensorHasTheDigestOfTheDigestsOfItsMebibytes() throws {
    var random = SeededNumbers(seed: 3)
    let bytes = (0..<(2 << 20) + 100).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let pieces = [bytes[..<(1 << 20)], bytes[(1 << 20)..<(2 << 20)], bytes[(2 << 20)...]]
    let expected = SHA256Hasher.hash(pieces.flatMap { SHA256Hasher.hash(Array($0)).bytes })
    let found = try profile(safetensors: [("w", "U8", [UInt64(bytes.count)], bytes)])
    #expect(found.tensors.first?.digest == expected)
    let whole = Array(bytes[..<(1 << 20)])
    let exact = try profile(safetensors: [("w", "U8", [1 << 20], whole)])
    #expect(exact.tensors.first?.digest == SHA256Hasher.hash(whole))
  }

  @Test func piecesAndKnownDigestsChangeNothing() throws {
    var random = SeededNumbers(seed: 5)
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    let tensors: [(String, String, [UInt64], [UInt8])] = [
      ("a", "F32", [1000], bytes(4000)), ("empty", "F32", [0, 3], []),
      ("b", "BF16", [3 << 18], bytes(3 << 19)), ("c", "I8", [7], bytes(7)),
    ]
    let file = Self.file(tensors)
    let expected = try profile(file, cuts: [])
    #expect(expected.tensors.allSatisfy { $0.digest != nil })
    for _ in 0..<20 {
      let cuts = (0..<random.below(12)).map { _ in random.below(file.count) }
      #expect(try profile(file, cuts: cuts) == expected)
    }
    // As the store cuts: the header, then each tensor every MiB.
    let starts = try ModelFile(reading: ByteArray(file), as: .safetensors).tensors
      .compactMap(\.range).flatMap { range in
        stride(from: Int(range.lowerBound), to: Int(range.upperBound), by: 1 << 20).map { $0 }
      }
    var profiler = ModelProfiler(try ModelFile(reading: ByteArray(file), as: .safetensors))
    let ends = starts.dropFirst() + [file.count]
    let runs = zip(starts, ends).map { start, end in
      // A digest that nobody could compute shows that it was taken.
      HashedRun(start: start, count: end - start, digest: SHA256Hasher.hash("\(start)"))
    }
    file.withUnsafeBytes { profiler.update($0, hashed: runs) }
    let found = profiler.finish()
    let first = try #require(starts.first)
    #expect(found.tensors[0].digest == SHA256Hasher.hash("\(first)"))
    #expect(found.tensors.map(\.statistics) == expected.tensors.map(\.statistics))
  }

  @Test func tensorsMayShareBytes() throws {
    var model = ModelFile(format: .pytorch)
    model.tensors = [
      TensorInfo(name: "whole", dtype: "U8", type: .u8, shape: [8], range: 2..<10),
      TensorInfo(name: "part", dtype: "U8", type: .u8, shape: [2], range: 4..<6),
      TensorInfo(name: "away", dtype: "U8", type: .u8, shape: [2], range: nil),
    ]
    var profiler = ModelProfiler(model)
    let bytes = (0..<12).map { UInt8($0) }
    bytes.withUnsafeBytes { raw in
      for index in bytes.indices { profiler.update(.init(rebasing: raw[index..<index + 1])) }
    }
    let found = profiler.finish()
    #expect(found.tensors[0].statistics?.mean == 5.5)
    #expect(found.tensors[1].statistics?.maximum == 5)
    #expect(found.tensors[1].digest == SHA256Hasher.hash([4, 5]))
    #expect(found.tensors[2].digest == nil && found.tensors[2].statistics == nil)
  }

  @Test func tensorsThatAllAreTheWholeFileAreNotAllRead() throws {
    var model = ModelFile(format: .pytorch)
    // Tied weights are read once; a thousand ranges that overlap would be read a thousand times.
    model.tensors = (0..<1_000).map {
      TensorInfo(name: "\($0)", dtype: "U8", type: .u8, shape: [4_000], range: 0..<4_000)
    }
    var tied = ModelProfiler(model)
    let bytes = [UInt8](repeating: 7, count: 5_000)
    bytes.withUnsafeBytes { tied.update($0) }
    #expect(tied.finish().tensors.allSatisfy { $0.statistics?.mean == 7 })
    model.tensors = (0..<1_000).map {
      TensorInfo(
        name: "\($0)", dtype: "U8", type: .u8, shape: [4_000],
        range: UInt64($0)..<UInt64($0 + 4_000))
    }
    let hostile = ModelProfiler(model)
    #expect(!hostile.needsBytes && hostile.withoutBytes.tensors.count == 1_000)
  }

  @Test func whatDidNotComeIsNotKnown() throws {
    let file = Self.file([("w", "U8", [10], [UInt8](repeating: 1, count: 10))])
    var profiler = ModelProfiler(try ModelFile(reading: ByteArray(file), as: .safetensors))
    file.dropLast().withUnsafeBytes { profiler.update($0) }
    #expect(profiler.finish().tensors.first?.digest == nil)
  }

  @Test func theRecordSaysWhatItIs() throws {
    let model = try profile(safetensors: [("w", "U8", [1], [1])])
    let table = try #require(Self.table("a,b\n1,x\n"))
    var folder = FolderProfiler()
    folder.add(path: "a.png", size: 3, format: .png, content: SHA256Hasher.hash("a"))
    for profile in [AssetProfile.model(model), .table(table), .folder(folder.finish())] {
      #expect(try AssetProfile.decode(profile.encode()) == profile)
    }
    let later = Array(#"{"schema":"mlx.profile.table/9"}"#.utf8)
    #expect(throws: ObjectError.unsupportedSchema("mlx.profile.table/9")) {
      try AssetProfile.decode(later)
    }
    #expect(throws: ObjectError.self) { try AssetProfile.decode(Array("{}".utf8)) }
  }

  @Test func foldersDriftAsTablesDo() throws {
    func folder(_ classes: [String: Int]) -> TableProfile {
      var profiler = FolderProfiler()
      for (name, count) in classes.sorted(by: { $0.key < $1.key }) {
        for index in 0..<count {
          profiler.add(
            path: "\(name)/\(index).png", size: UInt64(100 + index), format: .png,
            content: SHA256Hasher.hash("\(name)\(index)"))
        }
      }
      return TableProfile(profiler.finish())
    }
    let even = folder(["cat": 50, "dog": 50])
    let same = TableDrift(before: even, after: even)
    #expect(!same.isPast(DriftThresholds()))
    let moved = TableDrift(before: even, after: folder(["cat": 90, "dog": 10]))
    let column = try #require(moved.columns.first { $0.name == "class" })
    // (0.9 - 0.5) ln(0.9 / 0.5) + (0.1 - 0.5) ln(0.1 / 0.5)
    #expect(abs((column.psi ?? 0) - 0.878_889_830_934_487_8) < 1e-9)
    #expect(moved.isPast(DriftThresholds()))
    #expect(moved.columns.contains { $0.name == "bytes" && ($0.kolmogorovSmirnov ?? 0) > 0.1 })
  }

  // MARK: -

  private static func table(_ text: String) -> TableProfile? {
    let profiler = TableProfiler(format: .csv)
    Array(text.utf8).withUnsafeBytes { profiler?.update($0) }
    return profiler?.finish()
  }

  private func profile(safetensors: [(String, String, [UInt64], [UInt8])]) throws -> ModelProfile {
    try profile(Self.file(safetensors), cuts: [])
  }

  private func profile(_ file: [UInt8], cuts: [Int]) throws -> ModelProfile {
    var profiler = ModelProfiler(try ModelFile(reading: ByteArray(file), as: .safetensors))
    let bounds = [0] + cuts.sorted() + [file.count]
    file.withUnsafeBytes { raw in
      for (start, end) in zip(bounds, bounds.dropFirst()) {
        profiler.update(UnsafeRawBufferPointer(rebasing: raw[start..<end]))
      }
    }
    return profiler.finish()
  }

  private static func file(_ tensors: [(String, String, [UInt64], [UInt8])]) -> [UInt8] {
    var offset = 0
    var entries: [String] = []
    for (name, type, shape, bytes) in tensors {
      let end = offset + bytes.count
      entries.append(
        #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(offset),\#(end)]}"#)
      offset = end
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    return length + header + tensors.flatMap(\.3)
  }
}
