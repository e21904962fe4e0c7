// The file that carries a capture from the machine where training ran to where it is committed.
import Objects

/// A capture as one JSON document: the record, and the bytes of its lock files.
///
/// ```json
/// {"schema":"mlx.environment-capture/1","id":"environment:<hex>","record":{…},
///  "files":{"uv.lock":"<base64>"}}
/// ```
public enum CaptureFile {
  public static let schema = "mlx.environment-capture/1"
  /// The most bytes of such a file.
  public static let bytesMax = 512 << 20

  /// The bytes of the file.
  public static func encode(_ capture: EnvironmentCapture) -> [UInt8] {
    JSONValue.object([
      "schema": .string(schema),
      "id": .string(AssetObject.environment(capture.record.id).text),
      "record": capture.record.json,
      "files": .object(capture.lockFiles.mapValues { .string(Base64.encode($0)) }),
    ]).canonicalBytes()
  }

  /// Reads a file from anywhere. The record must have the id, and each lock file the size and the
  /// digest, that it was written with.
  ///
  /// Errors: `EnvironmentError.captureDamaged`, `.captureTooNew`; `ObjectError` for the record.
  public static func decode(_ bytes: [UInt8]) throws -> EnvironmentCapture {
    guard bytes.count <= bytesMax else { throw damaged("it has more than \(bytesMax) bytes") }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw damaged(error.description)
    }
    let found = json["schema"]?.string ?? ""
    guard found == schema else {
      guard !found.hasPrefix("mlx.environment-capture/") else {
        throw EnvironmentError.captureTooNew(schema: PlainText.cleaned(found.prefix(64)))
      }
      throw damaged("it has no schema '\(schema)'")
    }
    guard let recordJSON = json["record"], recordJSON.object != nil else {
      throw damaged("it holds no record")
    }
    let recordBytes = recordJSON.canonicalBytes()
    let id = EnvironmentID(SHA256Hasher.hash(recordBytes))
    guard json["id"]?.string == AssetObject.environment(id).text else {
      throw damaged("the record has another id than it was written with")
    }
    let record = try EnvironmentRecord.decode(recordBytes)
    return EnvironmentCapture(record: record, lockFiles: try files(json["files"], of: record))
  }

  private static func files(
    _ json: JSONValue?, of record: EnvironmentRecord
  ) throws(EnvironmentError) -> [String: [UInt8]] {
    guard let members = json?.object else { throw damaged("it holds no files") }
    let kept = record.lockFiles.filter { $0.blob != nil }
    var files: [String: [UInt8]] = [:]
    for file in kept {
      guard let text = members[file.name]?.string, let bytes = Base64.decode(text) else {
        throw damaged("the bytes of '\(file.name)' are missing")
      }
      guard UInt64(bytes.count) == file.size, BlobID(SHA256Hasher.hash(bytes)) == file.blob else {
        throw damaged("'\(file.name)' is not what the record says")
      }
      files[file.name] = bytes
    }
    guard members.count == files.count else {
      throw damaged("it holds a file that the record does not name")
    }
    return files
  }

  private static func damaged(_ reason: String) -> EnvironmentError {
    .captureDamaged(reason: reason)
  }
}
