// Models of Keras are no pickles, but their description may hold code: a Lambda layer is a marshalled
// function of Python, and the new format names modules that are imported.
import FileFormats
import ObjectStore
import Objects

/// Looks at the description of a Keras model.
enum KerasScan {
  private static let descriptionBytesMax = 64 << 20
  private static let modulesMax = 100
  private static let codeText = "a Lambda layer: its code runs where the model is loaded"

  /// The new format: `config.json` in an archive.
  static func remarks(
    of directory: ZipDirectory, in source: some RandomAccess
  ) throws -> [ScanRemark] {
    let names = Set(directory.members.map(\.name))
    guard let member = directory.members.first(where: { $0.name == "config.json" }),
      names.contains("metadata.json") || names.contains("model.weights.h5")
    else { return [] }
    let bytes = try member.bytes(
      in: source, most: descriptionBytesMax, unpacker: StreamUnpacker())
    guard let bytes, let description = try? JSONValue(parsing: bytes) else {
      return [
        ScanRemark(
          code: .unreadable, severity: .unknown, place: member.name,
          text: "the description of the model cannot be read")
      ]
    }
    return remarks(of: description, place: member.name)
  }

  /// Every object of the description that names a class or function.
  private static func remarks(of description: JSONValue, place: String) -> [ScanRemark] {
    var remarks: [ScanRemark] = []
    var seen: Set<String> = []
    var waiting = [description]
    while let value = waiting.popLast() {
      waiting += value.array ?? []
      guard let object = value.object else { continue }
      waiting += object.values
      let name = object["class_name"]?.string ?? ""
      if name == "Lambda" || name == "__lambda__", seen.insert(name).inserted {
        remarks.append(
          ScanRemark(code: .codeLayer, severity: .dangerous, place: place, text: codeText))
        seen.formUnion(["Lambda", "__lambda__"])
      }
      guard let module = object["module"]?.string, !module.isEmpty, !isKeras(module),
        seen.count < modulesMax, seen.insert("\(module).\(name)").inserted
      else { continue }
      // Of a function the name is in its config.
      let target = PickleGlobal(module, object["config"]?.string ?? name)
      let severity = ScanSeverity(target.severity)
      remarks.append(
        ScanRemark(
          code: .foreignClass, severity: max(severity, .suspicious), place: place,
          text: "it imports \(target)"))
    }
    return remarks
  }

  private static func isKeras(_ module: String) -> Bool {
    let isPart = ["keras.", "tf_keras.", "keras_hub.", "keras_nlp.", "keras_cv."].contains {
      module.hasPrefix($0)
    }
    // Modules of Keras that fetch, load or run what they are given.
    let reaches = ["keras.utils", "keras.src.utils", "keras.saving", "keras.src.saving"].contains {
      module == $0 || module.hasPrefix($0 + ".")
    }
    return module == "keras" || isPart && !reaches
  }

  /// The old format: HDF5 with the description as a text, which is not compressed. It is searched for,
  /// not parsed.
  static func remarks(ofHDF5 source: some RandomAccess) throws -> [ScanRemark] {
    var offset: UInt64 = 0
    let overlap = 64
    while offset < source.byteCount {
      let count = Int(min(source.byteCount - offset, 1 << 20))
      let bytes = try source.read(at: offset, count: count)
      if bytes.withUnsafeBytes(hasLambda) {
        return [ScanRemark(code: .codeLayer, severity: .dangerous, place: "", text: codeText)]
      }
      if count <= overlap || offset + UInt64(count) == source.byteCount { break }
      offset += UInt64(count - overlap)
    }
    return []
  }

  /// `"class_name": "Lambda"`, with any space before the value.
  private static func hasLambda(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let (key, value) = (Array("\"class_name\":".utf8), Array("\"Lambda\"".utf8))
    var index = 0
    while index + key.count + value.count <= bytes.count {
      guard bytes[index] == key[0], bytes[index + 1] == key[1],
        bytes[index..<index + key.count].elementsEqual(key)
      else {
        index += 1
        continue
      }
      index += key.count
      let rest = bytes[index..<min(index + 32, bytes.count)].drop { $0 == 0x20 }
      if rest.starts(with: value) { return true }
    }
    return false
  }
}
