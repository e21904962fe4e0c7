import FileIO
import ObjectStore
import Objects
import SystemPackage

/// The newest operation: the state of the repository.
public struct OperationHead: Sendable {
  /// The number of its file in `heads/`.
  public let number: UInt64
  public let id: OperationID
  public let operation: Operation
}

/// The folder `heads/`, the only mutable truth: its file with the highest number names the newest
/// operation. A new state is a new file, made with link(2), which fails when another command was first.
public struct OperationLog: Sendable {
  /// So many files are kept.
  public static let filesMax: UInt64 = 128

  /// The folder with the numbered files.
  public let folder: FilePath
  let temporary: FilePath
  let store: ObjectStore
  let durability: Durability

  var fileSystem: any FileSystem { store.fileSystem }

  /// The log of the repository whose `.mlops` folder is `metadata`.
  public init(metadata: FilePath, store: ObjectStore, durability: Durability) {
    folder = metadata.entry("heads")
    temporary = metadata.entry("tmp")
    self.store = store
    self.durability = durability
  }

  /// The newest operation.
  ///
  /// Errors: `head-damaged` when its file is not an id, or the operation is missing or damaged. An
  /// older file is never taken instead. What keeps the store from being read at all is thrown as it is.
  public func current() throws -> OperationHead {
    let head = try newestFile()
    do {
      return OperationHead(number: head.number, id: head.id, operation: try operation(head.id))
    } catch let error as StoreError where error.isLoss {
      throw damaged(head.number, "it names the operation \(head.id.hex): \(error.description)")
    } catch let error as ObjectError where error.code == "object-corrupt" {
      throw damaged(head.number, "it names the operation \(head.id.hex): \(error.description)")
    }
  }

  /// Reads an operation.
  public func operation(_ id: OperationID) throws -> Operation {
    try store.operation(id)
  }

  /// The numbers of the files in the folder, ascending. Other names are passed over.
  public func numbers() throws -> [UInt64] {
    try fileSystem.entries(of: folder).compactMap { Self.number($0.name) }.sorted()
  }

  /// What a numbered file names. Errors: `head-damaged`; `not-found` when it was pruned.
  public func id(at number: UInt64) throws -> OperationID {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try fileSystem.readFile(path(of: number), maxBytes: 4096)
    } catch {
      guard case .tooLarge = error else { throw error }
      throw damaged(number, "it is longer than an id")
    }
    if bytes.isEmpty { throw damaged(number, "it is empty") }
    guard bytes.last == UInt8(ascii: "\n"),
      let text = String(validating: bytes.dropLast(), as: UTF8.self),
      let id = OperationID(hex: text)
    else { throw damaged(number, "it does not hold an id and a newline") }
    return id
  }

  /// Where a numbered file is.
  public func path(of number: UInt64) -> FilePath { folder.entry(String(number)) }

  /// Deletes the files that name other operations than these. What cannot be deleted stays.
  public func forget(allBut kept: Set<OperationID>) {
    for number in (try? numbers().dropLast()) ?? [] {
      guard let id = try? id(at: number), !kept.contains(id) else { continue }
      try? fileSystem.unlink(path(of: number))
    }
  }

  private func newestFile() throws -> (number: UInt64, id: OperationID) {
    // A file may be pruned between the listing and the reading, but not twice in a row for long.
    var attemptsLeft = 16
    while true {
      guard let newest = try numbers().last else {
        throw RefError.headDamaged(path: folder.string, reason: "the folder holds no head")
      }
      do {
        return (newest, try id(at: newest))
      } catch FileError.notFound where attemptsLeft > 0 {
        attemptsLeft -= 1
      }
    }
  }

  private func damaged(_ number: UInt64, _ reason: String) -> RefError {
    .headDamaged(path: path(of: number).string, reason: reason)
  }

  /// The number in a file's name: decimal, with no leading zero.
  private static func number(_ name: String) -> UInt64? {
    guard let number = UInt64(name), String(number) == name, number > 0 else { return nil }
    return number
  }
}
