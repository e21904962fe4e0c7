// The machine, by the files in which the kernel and the distribution describe it.
import FileIO
import Objects

/// Reads what of the machine may change a result. What nothing tells stays nil.
struct SystemReader {
  let files: SmallFiles
  /// `/`, or a folder of tests.
  let root: String
  let variables: [String: String]

  func read() -> SystemFacts {
    var facts = SystemFacts(os: Self.os, machine: Self.machine)
    readDistribution(&facts)
    facts.kernel = text("proc/sys/kernel/osrelease").map { PlainText.cleaned($0) }
    if root == "/" { facts.libc = CLibrary.version() }
    readProcessors(&facts)
    facts.memoryBytes = text("proc/meminfo").flatMap(Self.memoryBytes)
    readGPUs(&facts)
    facts.cuda = cudaVersion()
    readContainer(&facts)
    return facts
  }

  #if os(Linux)
    static let os = "linux"
  #else
    static let os = "macos"
  #endif

  #if arch(x86_64)
    static let machine = "x86_64"
  #elseif arch(arm64) && os(Linux)
    static let machine = "aarch64"
  #elseif arch(arm64)
    static let machine = "arm64"
  #else
    static let machine = "unknown"
  #endif

  func path(_ name: String) -> String { PathText.join(root, name) }

  private func text(_ name: String) -> String? { files.text(path(name)) }

  /// os-release(5), or the property list of macOS.
  private func readDistribution(_ facts: inout SystemFacts) {
    if let text = text("etc/os-release") ?? text("usr/lib/os-release") {
      let values = KeyLines.parse(text, separator: "=")
      func value(_ key: String) -> String? {
        values[key].map { PlainText.cleaned($0.filter { $0 != "\"" && $0 != "'" }) }
      }
      facts.distribution = value("ID")
      facts.distributionVersion = value("VERSION_ID")
    } else if let text = text("System/Library/CoreServices/SystemVersion.plist"),
      let key = text.firstRange(of: "<key>ProductVersion</key>")
    {
      let value = text[key.upperBound...].split(separator: "<string>").dropFirst().first
      facts.distribution = "macos"
      facts.distributionVersion = value.map { PlainText.cleaned($0.prefix { $0 != "<" }) }
    }
  }

  private func readProcessors(_ facts: inout SystemFacts) {
    guard let bytes = files.bytes(path("proc/cpuinfo"), max: 8 << 20) else { return }
    var count: UInt64 = 0
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = bytes[start..<end]
      if line.starts(with: "processor".utf8) { count += 1 }
      if facts.cpuModel == nil, line.starts(with: "model name".utf8),
        let colon = line.firstIndex(of: UInt8(ascii: ":"))
      {
        let text = String(decoding: line[(colon + 1)...], as: UTF8.self)
        facts.cpuModel = PlainText.cleaned(text)
      }
      start = end + 1
    }
    facts.cpuCount = count == 0 ? nil : count
  }

  /// `MemTotal:  16384 kB`
  private static func memoryBytes(_ text: String) -> UInt64? {
    guard
      let line = text.split(whereSeparator: \.isNewline).first(where: {
        $0.hasPrefix("MemTotal:")
      }), let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ UInt64($0) })
    else { return nil }
    let (bytes, isOver) = kibibytes.multipliedReportingOverflow(by: 1024)
    return isOver ? nil : bytes
  }

  /// What the driver of NVIDIA says in /proc; no program of it is needed.
  private func readGPUs(_ facts: inout SystemFacts) {
    let folder = path("proc/driver/nvidia")
    for name in files.names(in: folder + "/gpus").prefix(64) {
      guard let text = files.text("\(folder)/gpus/\(name)/information"),
        let model = KeyLines.parse(text, separator: ":")["Model"]
      else { continue }
      facts.gpus.append(PlainText.cleaned(model))
    }
    let line = files.text(folder + "/version")?.split(whereSeparator: \.isNewline).first
    let words = line?.split(separator: " ") ?? []
    facts.gpuDriver = words.first { word in
      let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
      return numbers.count >= 2 && numbers.allSatisfy { UInt64($0) != nil }
    }.map { PlainText.cleaned($0) }
  }

  private func cudaVersion() -> String? {
    guard let bytes = files.bytes(path("usr/local/cuda/version.json")),
      let json = try? JSONValue(parsing: bytes), let version = json["cuda"]?["version"]?.string
    else { return nil }
    return PlainText.cleaned(version)
  }

  /// Docker and Podman leave a file; Kubernetes and Apptainer set a variable.
  private func readContainer(_ facts: inout SystemFacts) {
    if let text = text("run/.containerenv") {
      facts.container = "podman"
      let values = KeyLines.parse(text, separator: "=")
      facts.containerImage = (values["imageid"] ?? values["image"]).flatMap { image in
        let plain = PlainText.cleaned(image.filter { $0 != "\"" })
        return plain.isEmpty ? nil : plain
      }
    } else if files.isFile(path(".dockerenv")) {
      facts.container = "docker"
    } else if variables["KUBERNETES_SERVICE_HOST"] != nil {
      facts.container = "kubernetes"
    } else if variables["APPTAINER_CONTAINER"] != nil || variables["SINGULARITY_CONTAINER"] != nil {
      facts.container = "apptainer"
    }
    if let digest = variables["MLX_CONTAINER_DIGEST"], !digest.isEmpty, digest.utf8.count <= 512 {
      facts.container = facts.container ?? "unknown"
      facts.containerImage = StrippedURL(stripping: digest)?.text
    }
  }
}
