// The model of the benchmarks and its variants (Tests/Benchmarks/workloads.py, W1 and W2), in small.

/// A model of 11 layers in bfloat16, and what becomes of it.
public enum SmallModel {
  public static let layers = 11
  public static let rows = 64
  static let width = 16

  /// Name, shape and deviation of each tensor: 1 + 11 × 4 + 2.
  static let architecture: [(name: String, shape: [Int], deviation: Float)] =
    [("embed", [rows, width], 0.018)]
    + (0..<layers).flatMap { layer -> [(String, [Int], Float)] in
      [
        ("layers.\(layer).norm", [width], 0.08), ("layers.\(layer).q", [width, width], 0.03),
        ("layers.\(layer).v", [width, width], 0.016), ("layers.\(layer).down", [width, 32], 0.018),
      ]
    } + [("norm", [width], 0.08), ("head", [rows, width], 0.015)]

  /// The first version.
  public static func base() -> SafetensorsFile { make { _, numbers in numbers } }

  /// a: layers 9 and 10 tuned.
  public static func tuned() -> SafetensorsFile {
    make { name, numbers in
      let isTuned = name.hasPrefix("layers.9.") || name.hasPrefix("layers.10.")
      return isTuned ? moved(name, numbers, by: 0.02) : numbers
    }
  }

  /// b: every weight moved.
  public static func everyWeight() -> SafetensorsFile {
    make { name, numbers in moved(name, numbers, by: 0.05) }
  }

  /// c: something merged into q and v of all layers, and into down of three.
  public static func merged() -> SafetensorsFile {
    make { name, numbers in isAdapted(name) ? moved(name, numbers, by: 0.02) : numbers }
  }

  /// Whether variant c differs in a tensor.
  public static func isAdapted(_ name: String) -> Bool {
    name.hasSuffix(".q") || name.hasSuffix(".v")
      || ["layers.3.down", "layers.5.down", "layers.7.down"].contains(name)
  }

  /// d: the same tensors in another order, with other metadata.
  public static func reordered() -> SafetensorsFile {
    var file = base()
    var random = SeededGenerator(seed: 24)
    file.tensors.shuffle(using: &random)
    file.metadata["saved_by"] = "another tool"
    return file
  }

  /// e: four rows more in the embedding.
  public static func grown() -> SafetensorsFile {
    var file = base()
    let more = numbers("more", 4 * width, deviation: 0.018).map(SafetensorsFile.bfloat16)
    file.tensors[0].shape[0] += 4
    file.tensors[0].bytes += more.map(\.littleEndian).withUnsafeBytes { Array($0) }
    return file
  }

  /// The base in float32, from which `base` is rounded.
  public static func wide() -> SafetensorsFile {
    var file = SafetensorsFile()
    file.metadata = ["format": "pt"]
    for (name, shape, deviation) in architecture {
      let count = shape.reduce(1, *)
      file.add(name, shape, f32: numbers(name, count, deviation: deviation))
    }
    return file
  }

  private static func make(_ edit: (String, [Float]) -> [Float]) -> SafetensorsFile {
    var file = SafetensorsFile()
    file.metadata = ["format": "pt"]
    for (name, shape, deviation) in architecture {
      let numbers = numbers(name, shape.reduce(1, *), deviation: deviation)
      file.add(name, shape, bf16: edit(name, numbers))
    }
    return file
  }

  /// The same for the same name: sums of twelve even ones, less 6, are nearly normal.
  private static func numbers(_ name: String, _ count: Int, deviation: Float) -> [Float] {
    let seed = name.utf8.reduce(UInt64(17)) { $0 &* 31 &+ UInt64($1) }
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let sum = (0..<12).reduce(Float(0)) { sum, _ in sum + Float(random.next() >> 40) * 0x1p-24 }
      return (sum - 6) * deviation
    }
  }

  /// Each greater by `share`, which is more than a step of bfloat16.
  private static func moved(_ name: String, _ numbers: [Float], by share: Float) -> [Float] {
    numbers.map { $0 * (1 + share) }
  }
}
