import Environments
import Objects

// The facts about a machine in people's words.

extension SystemFacts {
  /// Each fact on a line.
  var table: Table {
    var table = Table(indent: 2)
    for (field, value) in facts {
      table.row(Text(Self.words(field)), Text(Self.shown(value, of: field)))
    }
    return table
  }

  /// The most important ones: `linux x86_64, debian 12, 8 processors, 16 GB, NVIDIA A100`.
  var line: String {
    var parts = ["\(os) \(machine)"]
    if let distribution {
      parts.append([distribution, distributionVersion].compactMap { $0 }.joined(separator: " "))
    }
    if let cpuCount { parts.append(Units.count(cpuCount, "processor")) }
    if let memoryBytes { parts.append(Units.bytes(memoryBytes)) }
    parts += gpus
    if let cuda { parts.append("CUDA \(cuda)") }
    if let container { parts.append("in \(container)") }
    return parts.joined(separator: ", ")
  }

  /// A change with its field and its values as people read them. Other fields stay as they are.
  static func shown(_ change: FactChange) -> FactChange {
    FactChange(
      field: words(change.field), before: change.before.map { shown($0, of: change.field) },
      after: change.after.map { shown($0, of: change.field) })
  }

  /// `gpu driver` for `gpu_driver`. Names of variables keep their underscores.
  static func words(_ field: String) -> String {
    switch field {
    case "memory_bytes": "memory"
    case "cpu_count": "processors"
    default: fields.contains(field) ? field.split(separator: "_").joined(separator: " ") : field
    }
  }

  private static let fields: Set = [
    "distribution_version", "cpu_model", "gpu_driver", "container_image",
  ]

  private static func shown(_ value: String, of field: String) -> String {
    guard field == "memory_bytes", let bytes = UInt64(value) else { return value }
    return Units.bytes(bytes)
  }
}
