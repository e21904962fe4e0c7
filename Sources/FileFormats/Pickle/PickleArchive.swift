// Pickles in the members of archives: what torch.save, numpy.savez and Keras write into zip, NeMo and the
// first versions of torch into tar, and whatever else.

extension PickleScan {
  /// What a member of an archive seems to be.
  private enum MemberKind {
    /// Nothing that a loader of pickles would take.
    case data
    /// Bytes that may be a pickle.
    case guess
    /// A pickle, an array of objects, an archive.
    case certain
  }

  private static let pickleEndings = [".pkl", ".pickle", ".joblib"]
  /// Enough for the header of any array that NumPy reads without being told to.
  private static let headBytes = 16 << 10

  /// Members that are pickles by name or by their first bytes, arrays of objects, and archives.
  mutating func archive(_ source: any RandomAccess, place: String, level: Int) throws {
    let directory: ZipDirectory
    do {
      directory = try ZipDirectory(source)
    } catch let problem as Unsound {
      return add(
        PickleReport(
          broken: place,
          Unsound("the archive is damaged: \(problem.reason)", isTruncated: problem.isTruncated)))
    }
    var unread = 0
    for member in directory.members where member.byteCount > 0 {
      let inner = place.isEmpty ? member.name : "\(place) > \(member.name)"
      let name = member.name.lowercased()
      let isNamed = Self.pickleEndings.contains { name.hasSuffix($0) }
      do {
        guard let head = try head(of: member, in: source) else {
          if isNamed {
            add(PickleReport(unread: inner, Self.obstacle(member)))
          } else {
            unread += 1
          }
          continue
        }
        let kind = try isNamed ? .certain : Self.kind(of: member.byteCount, head: head)
        if kind == .data { continue }
        let content = try content(of: member, in: source)
        try file(content, place: inner, isGuess: kind == .guess, level: level + 1)
      } catch UnpackFailure.damaged(let reason) {
        add(PickleReport(broken: inner, Unsound(reason)))
      } catch UnpackFailure.tooLong {
        add(PickleReport(unread: inner, "it is too long to be expanded"))
      } catch let limit as PickleLimit {
        add(PickleReport(unread: inner, limit.reason))
      }
    }
    if unread > 0 {
      let what = unread == 1 ? "1 member was" : "\(unread) members were"
      add(
        PickleReport(
          unread: place, "\(what) not looked into: encrypted, or packed by a rare method"))
    }
  }

  private static func obstacle(_ member: ZipMember) -> String {
    if member.isEncrypted { return "it is encrypted" }
    let how = member.method == 8 ? "compressed" : "compressed by method \(member.method)"
    return "it is \(how) and was not looked into"
  }

  /// Files in a tar archive lie in it as they are.
  mutating func tar(_ source: any RandomAccess, place: String, level: Int) throws {
    // An archive begins with a name, which may be a pickle.
    try streams(source, place: place, depth: 0, most: 1, isGuess: true)
    let directory: TarDirectory
    do {
      directory = try TarDirectory(source)
    } catch let problem as Unsound {
      return add(
        PickleReport(
          broken: place,
          Unsound("the archive is damaged: \(problem.reason)", isTruncated: problem.isTruncated)))
    }
    for member in directory.members where !member.range.isEmpty {
      let name = member.name.lowercased()
      let content = SourceSlice(source, member.range)
      let head = try content.read(
        at: 0, count: Int(min(content.byteCount, UInt64(Self.headBytes))))
      let isNamed = Self.pickleEndings.contains { name.hasSuffix($0) }
      let kind = try isNamed ? .certain : Self.kind(of: content.byteCount, head: head)
      if kind == .data { continue }
      let inner = place.isEmpty ? member.name : "\(place) > \(member.name)"
      try file(content, place: inner, isGuess: kind == .guess, level: level + 1)
    }
  }

  private static func kind(of byteCount: UInt64, head: [UInt8]) throws -> MemberKind {
    if isArchive(head) { return .certain }
    if head.starts(with: NumpyHeader.magic) {
      // The bytes behind the header are not here yet: only what it says of elements counts.
      let isObject = try Unsound.ignored { try NumpyHeader.type(in: ByteArray(head)).isObject }
      return isObject == false ? .data : .certain
    }
    if try PicklePacking.name(of: ByteArray(head)) != nil { return .guess }
    return isMarked(head) || byteCount <= UInt64(plainBytesMax) ? .guess : .data
  }

  /// nil when nothing can be known of the member.
  private func head(of member: ZipMember, in source: any RandomAccess) throws -> [UInt8]? {
    guard !member.isEncrypted else { return nil }
    let slice = SourceSlice(source, member.range)
    let count = Int(min(member.byteCount, UInt64(Self.headBytes)))
    switch member.method {
    case 0: return try slice.read(at: 0, count: count)
    case 8: return try unpacker.head(of: slice, "deflate", count: count)
    default: return nil
    }
  }

  /// The whole member: a part of the archive, or bytes that were expanded.
  private mutating func content(
    of member: ZipMember, in source: any RandomAccess
  ) throws -> any RandomAccess {
    let slice = SourceSlice(source, member.range)
    if member.method == 0 { return slice }
    guard member.byteCount <= UInt64(Self.expandedBytesMax) else { throw UnpackFailure.tooLong }
    try spend(member.byteCount)
    let bytes = try unpacker.expand(slice, "deflate", most: Int(member.byteCount))
    guard UInt64(bytes.count) == member.byteCount else {
      throw UnpackFailure.damaged("it expands to another length than the archive says")
    }
    return ByteArray(bytes)
  }
}
