import Chunking
import FileFormats
import Testing

/// A tensor is cut into the same chunks in whatever file it lies.
@Suite struct TensorFormatsTests {
  private static let limits: ChunkLimits = {
    var limits = ChunkLimits()
    limits.wholeMax = 100
    limits.spanMax = 1000
    limits.spanMeanMin = 50
    limits.spanMin = 20
    return limits
  }()

  private static let tensors: [[UInt8]] = {
    var random = SeededBytes(seed: 7)
    return [2500, 700, 1000, 1999].map { count in
      (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
  }()

  private static var files: [(code: CutterCode, bytes: [UInt8])] {
    var ends: [(Int, Int)] = []
    for tensor in tensors { ends.append((ends.last?.1 ?? 0, (ends.last?.1 ?? 0) + tensor.count)) }
    let data = tensors.flatMap { $0 }
    let safetensors = CutterChoiceTests.safetensors(ends, dataBytes: 0) + data
    return [
      (.safetensors1, safetensors), (.gguf1, TensorFileBytes.gguf(tensors)),
      (.npy1, TensorFileBytes.npz(tensors)), (.pt1, TensorFileBytes.pt(tensors)),
      (.onnx1, TensorFileBytes.onnx(tensors)), (.npy1, TensorFileBytes.npy(tensors[0])),
    ]
  }

  private func chunks(_ bytes: [UInt8]) throws -> (chunks: Set<[UInt8]>, code: CutterCode) {
    let plan = try CutterChoice.choose(source: ByteArray(bytes), limits: Self.limits)
    guard case .planned(let cuts, let code) = plan else { return ([], plan.code) }
    let starts = [0] + cuts.map { Int($0.end) }
    #expect(starts.last == bytes.count)
    return (Set(zip(starts, starts.dropFirst()).map { [UInt8](bytes[$0..<$1]) }), code)
  }

  @Test func chunksAreShared() throws {
    for (code, bytes) in Self.files {
      let (found, its) = try chunks(bytes)
      #expect(its == code)
      let tensors = code == .npy1 && bytes.count < 4000 ? [Self.tensors[0]] : Self.tensors
      for tensor in tensors {
        for start in stride(from: 0, to: tensor.count, by: 1000) {
          let chunk = [UInt8](tensor[start..<min(start + 1000, tensor.count)])
          #expect(found.contains(chunk), "\(code) from \(start) of \(tensor.count)")
        }
      }
    }
  }

  @Test func gearIsKept() throws {
    for (_, bytes) in Self.files {
      let plan = try CutterChoice.choose(
        source: ByteArray(bytes), keeping: .gear1, limits: Self.limits)
      #expect(plan == .gear)
    }
  }

  @Test func damageMeansGear() throws {
    for (code, bytes) in Self.files where code != .npy1 {
      let truncated = try CutterChoice.choose(
        source: ByteArray([UInt8](bytes.dropLast(100))), keeping: code, limits: Self.limits)
      #expect(truncated == .gear, "\(code)")
    }
  }

  @Test func typesAreKnown() throws {
    let plan = try CutterChoice.choose(
      source: ByteArray(TensorFileBytes.gguf(Self.tensors)), limits: Self.limits)
    guard case .planned(let cuts, .gguf1) = plan else {
      Issue.record("it is cut along its tensors")
      return
    }
    #expect(cuts.contains { $0.type == .i8 })
    #expect(cuts.first?.type == nil)
  }

  /// Graphs have many constants of one number, which stay with what is around them.
  @Test func shortTensorsAreNotCutApart() throws {
    let few = Self.tensors + [[UInt8]](repeating: [1, 2, 3], count: 200)
    let (found, code) = try chunks(TensorFileBytes.onnx(few))
    #expect(code == .onnx1)
    #expect(found.count < 20)
    #expect(found.contains([UInt8](Self.tensors[1])))
  }

  /// An archive with one small array among much else is cut by content.
  @Test func mostOfTheFileMustBeTensors() throws {
    let archive = TensorFileBytes.zip([
      ("a.npy", TensorFileBytes.npy(Self.tensors[0])),
      ("b.txt", [UInt8](repeating: 1, count: 9000)),
    ])
    #expect(try chunks(archive).code == .gear1)
  }
}
