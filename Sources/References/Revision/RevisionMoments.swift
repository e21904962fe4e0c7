import Objects

// `REF@{n}` and `REF@{time}`: the operation log read backwards.
extension RevisionResolver {
  func moved(_ ref: String?, _ number: Int, _ whole: Revision) throws -> CommitID {
    let name = try logged(ref)
    var index = 0
    var found: CommitID?
    try reflog.forEach(of: name) { moment in
      if index == number { found = moment.commit }
      index += 1
      return found == nil
    }
    guard let found else {
      let count = index == 0 ? "no commit" : index == 1 ? "one commit" : "\(index) commits"
      throw RefError.unknownRevision(
        whole.description, reason: "there is no '\(whole)': \(name.inWords) has held \(count)",
        near: [])
    }
    return found
  }

  func held(_ ref: String?, at moment: Moment, _ whole: Revision) throws -> CommitID {
    let name = try logged(ref)
    let time = moment.time(now: now)
    var found: CommitID?
    var oldest: Timestamp?
    try reflog.forEach(of: name) { entry in
      oldest = entry.time
      if entry.time <= time { found = entry.commit }
      return found == nil
    }
    guard let found else {
      let start = oldest.map { "first held a commit at \($0)" } ?? "never held a commit"
      throw RefError.unknownRevision(
        whole.description, reason: "there is no '\(whole)': \(name.inWords) \(start)", near: [])
    }
    return found
  }

  /// Where refs have been.
  public var reflog: Reflog { Reflog(log: log, head: head, store: store) }

  /// The ref whose log a name means; a name that is no ref any more may have been one.
  ///
  /// Errors: `unknown-revision`.
  public func loggedRef(_ text: String) throws -> RefName {
    if let name = ref(text) ?? (text == "@" ? .head : nil) { return name }
    let short = text.hasPrefix("heads/") ? String(text.dropFirst(6)) : text
    if let name = try? BranchName(validating: short),
      try view.head.branch == name || wasBranch(name)
    {
      return .branch(name)
    }
    throw RefError.unknownRevision(text, reason: "no ref is named '\(text)'", near: near(text))
  }

  private func logged(_ text: String?) throws -> RefName {
    guard let text else { return view.head.branch.map { .branch($0) } ?? .head }
    return try loggedRef(text)
  }

  private func wasBranch(_ name: BranchName) throws -> Bool {
    var isKnown = false
    try reflog.forEach(of: .branch(name)) { _ in
      isKnown = true
      return false
    }
    return isKnown
  }
}
