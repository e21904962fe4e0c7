/// What is known of the machine. Every field but the first two is nil where nothing says; a free
/// amount, a time or a name of the machine is not among them.
public struct SystemFacts: Sendable, Hashable {
  /// `linux` or `macos`.
  public var os: String
  /// `x86_64`, `aarch64`, …
  public var machine: String
  /// `debian`, `ubuntu`, … (`ID` of os-release).
  public var distribution: String?
  public var distributionVersion: String?
  /// The release of the kernel, as uname has it.
  public var kernel: String?
  /// The C library, such as `glibc 2.36`.
  public var libc: String?
  public var cpuModel: String?
  /// Logical processors.
  public var cpuCount: UInt64?
  /// All of the memory.
  public var memoryBytes: UInt64?
  /// The model of each GPU.
  public var gpus: [String]
  /// The version of the GPUs' driver.
  public var gpuDriver: String?
  /// The version of the CUDA toolkit.
  public var cuda: String?
  /// The kind of container around, such as `docker`.
  public var container: String?
  /// The digest or name of the container's image.
  public var containerImage: String?

  /// A machine of which only the kind is known.
  public init(os: String, machine: String) {
    self.os = os
    self.machine = machine
    gpus = []
  }

  /// Each field that is known, in order, by the key that the record has for it.
  public var facts: [(field: String, value: String)] {
    let texts: [(String, String?)] = [
      ("os", os), ("machine", machine), ("distribution", distribution),
      ("distribution_version", distributionVersion), ("kernel", kernel), ("libc", libc),
      ("cpu_model", cpuModel), ("cpu_count", cpuCount.map(String.init)),
      ("memory_bytes", memoryBytes.map(String.init)),
      ("gpus", gpus.isEmpty ? nil : gpus.joined(separator: ", ")), ("gpu_driver", gpuDriver),
      ("cuda", cuda), ("container", container), ("container_image", containerImage),
    ]
    return texts.compactMap { field, value in value.map { (field, $0) } }
  }
}

// As an environment holds it.
extension SystemFacts {
  var record: JSONValue {
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    func number(_ value: UInt64?) -> JSONValue {
      value.map { .integer(Int64(clamping: $0)) } ?? .null
    }
    return [
      "os": .string(os), "machine": .string(machine), "distribution": text(distribution),
      "distribution_version": text(distributionVersion), "kernel": text(kernel),
      "libc": text(libc), "cpu_model": text(cpuModel), "cpu_count": number(cpuCount),
      "memory_bytes": number(memoryBytes), "gpus": .array(gpus.map { .string($0) }),
      "gpu_driver": text(gpuDriver), "cuda": text(cuda), "container": text(container),
      "container_image": text(containerImage),
    ]
  }

  init(fields: RecordFields) throws(ObjectError) {
    self.init(os: try fields.plain("os"), machine: try fields.plain("machine"))
    distribution = try fields.nullablePlain("distribution")
    distributionVersion = try fields.nullablePlain("distribution_version")
    kernel = try fields.nullablePlain("kernel")
    libc = try fields.nullablePlain("libc")
    cpuModel = try fields.nullablePlain("cpu_model")
    cpuCount = try fields.nullableSize("cpu_count")
    memoryBytes = try fields.nullableSize("memory_bytes")
    gpus = try fields.strings("gpus")
    guard gpus.allSatisfy(PlainText.isPlain) else {
      throw fields.fault("gpus", "holds what is no plain text")
    }
    gpuDriver = try fields.nullablePlain("gpu_driver")
    cuda = try fields.nullablePlain("cuda")
    container = try fields.nullablePlain("container")
    containerImage = try fields.nullablePlain("container_image")
  }
}
