import FileFormats
import Objects
import Testing

@testable import Profiles

@Suite struct FolderProfileTests {
  @Test func classesAreSubfolders() throws {
    var profiler = FolderProfiler()
    let path = ["train/cat/1.png", "train/cat/2.png", "train/dog/1.png", "test/dog/9.png"]
    for (index, path) in path.enumerated() {
      // Two of them are the same picture.
      profiler.add(
        path: path, size: 100, format: .png, content: SHA256Hasher.hash("\(index / 2 * 2)"),
        dimensions: try ImageDimensions(reading: ByteArray(Self.png), format: .png))
    }
    let profile = profiler.finish()
    #expect(profile.total == .init(files: 4, bytes: 400))
    #expect(profile.classes == ["train/cat": 2, "train/dog": 1, "test/dog": 1])
    #expect(profile.duplicates == .init(files: 2, bytes: 200))
    #expect(profile.types == ["png": .init(files: 4, bytes: 400)])
    #expect(profile.widths.mean == 640 && profile.heights.mean == 480)
    #expect(profile.dimensions.values.first?.value == Array("640x480".utf8))
    let decoded = try FolderProfile.decode(profile.encode())
    #expect(decoded == profile)
    #expect(decoded.encode() == profile.encode())
  }

  @Test func foldersOfOtherFilesHaveNoClasses() {
    var profiler = FolderProfiler()
    for index in 0..<10 {
      profiler.add(
        path: "part\(index % 2)/\(index).csv", size: 5, format: .csv,
        content: SHA256Hasher.hash("\(index)"))
    }
    profiler.add(path: "README", size: 1, format: nil, content: SHA256Hasher.hash("r"))
    let profile = profiler.finish()
    #expect(profile.classes.isEmpty)
    #expect(profile.types["other"]?.files == 1)
    #expect(profile.sizes.maximum == 5)
    #expect(profile.duplicates.files == 0)
  }

  @Test func damagedRecordsAreAValueOrRefused() throws {
    var nothing = FolderProfiler()
    let bytes = nothing.finish().encode()
    #expect(try FolderProfile.decode(bytes) == FolderProfile())
    var random = SeededNumbers(seed: 3)
    for index in bytes.indices {
      var changed = bytes
      changed[index] = UInt8(truncatingIfNeeded: random.next())
      _ = try? FolderProfile.decode(changed)
      #expect(throws: ObjectError.self) { try FolderProfile.decode(Array(bytes[..<index])) }
    }
  }

  @Test func modelsAreReadBack() throws {
    var accumulator = try #require(TensorAccumulator(type: .f32))
    [Float(1), .nan, 3].withUnsafeBytes { accumulator.update($0) }
    let profile = ModelProfile(
      format: "safetensors",
      tensors: [
        .init(
          name: "a", type: "F32", shape: [3], digest: SHA256Hasher.hash("a"),
          statistics: accumulator.finish()),
        .init(name: "b", type: "F4", shape: [2, 8]), .init(name: "c", type: "I64", shape: []),
      ],
      hints: ["model_type": "llama"])
    #expect(profile.parameterCount == 20)
    #expect(profile.parametersByType == ["F32": 3, "F4": 16, "I64": 1])
    let bytes = profile.encode()
    #expect(try ModelProfile.decode(bytes) == profile)
    var random = SeededNumbers(seed: 3)
    for index in bytes.indices {
      var changed = bytes
      changed[index] = UInt8(truncatingIfNeeded: random.next())
      _ = (try? ModelProfile.decode(changed))?.encode()
    }
    let endless = ModelProfile.Tensor(name: "", type: "U8", shape: [.max, .max])
    #expect(endless.elementCount == nil)
    #expect(ModelProfile(format: "", tensors: [endless]).parameterCount == nil)
  }

  /// The beginning of a picture of 640 by 480.
  private static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    + Array("IHDR".utf8) + [0, 0, 2, 0x80, 0, 0, 1, 0xE0, 8, 2, 0, 0, 0]
}
