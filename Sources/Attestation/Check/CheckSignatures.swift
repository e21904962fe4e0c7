// Which signatures there are of a version, and whether they count.
import Objects
import ProjectFiles
import References
import Repository

extension Repository {
  /// The signatures of a commit, of tags that name it, and of notes about it and its assets, each
  /// checked; the oldest first.
  ///
  /// A tag that was moved here, and was signed elsewhere only, is one that is invalid.
  ///
  /// - Parameter signers: who may sign; with nil every right signature is by an unknown signer.
  ///
  /// Errors: those of reading notes and of making temporary files; `interrupted`.
  public func signatures(
    of id: CommitID, signers: AllowedSigners?
  ) throws -> [CheckedSignature] {
    let view = try currentView()
    let recorded = try signatureNotes(of: id)
    let movedTags = try view.tags.isEmpty ? [] : movedTags(to: id, view, signedHere: recorded)
    guard !recorded.isEmpty || !movedTags.isEmpty else { return [] }
    let checker = try SignatureChecker(self, signers: signers)
    let checked = try recorded.compactMap { entry -> CheckedSignature? in
      var checked = try checker.check(entry.id, entry.note)
      if let fault = fault(ofSigned: checked.signs, about: entry.note.subject) {
        checked.verdict = .invalid(reason: fault)
      }
      // Of a tag that was moved away, or deleted: it says nothing of this version any more.
      if case .tag(let name, _)? = checked.signs, view[name] != id { return nil }
      return checked
    }
    // Anybody can sign a name elsewhere: where there is a list, only whoever is on it says by that that
    // the tag was moved.
    return try checked
      + movedTags.filter { moved in
        guard signers != nil else { return true }
        return try checker.check(moved.note, store.note(moved.note)).isGood
      }
  }

  /// Why a note cannot be signed by a note about this subject; nil when it can, and for what is no note.
  private func fault(ofSigned signs: SignedText?, about subject: NoteSubject) -> String? {
    guard case .note(let id)? = signs else { return nil }
    guard let note = try? store.note(id) else { return "the note \(id.short) is not here" }
    return note.subject == subject ? nil : "it signs a note about something else"
  }

  /// The signatures of commits themselves, each checked by the list of HEAD; only of those that have
  /// some. Where the list cannot be read they are undecided.
  ///
  /// Errors: those of `signatures(of:signers:)`.
  public func commitSignatures(of ids: [CommitID]) throws -> [CommitID: [CheckedSignature]] {
    var checker: SignatureChecker?
    var found: [CommitID: [CheckedSignature]] = [:]
    for id in ids {
      for entry in try signatureNotes(about: .commit(id)) {
        // What cannot be read may have been one of the commit.
        switch (try? SignatureNote(entry.note))?.signs {
        case .commit, nil: break
        case .tag, .note: continue
        }
        let open = try checker ?? lenientChecker()
        checker = open
        found[id, default: []].append(try open.check(entry.id, entry.note))
      }
    }
    return found
  }

  private func lenientChecker() throws -> SignatureChecker {
    do {
      return try SignatureChecker(self, signers: allowedSigners(at: head().commit))
    } catch let error as any MLXError {
      return try SignatureChecker(self, signers: nil, fault: error.description)
    }
  }

  private func signatureNotes(of id: CommitID) throws -> [(id: NoteID, note: Note)] {
    let assets = try commit(id).assets.map { NoteSubject.object($0.object) }
    var seen: Set<NoteSubject> = []
    return try ([.commit(id)] + assets).filter { seen.insert($0).inserted }
      .flatMap { try signatureNotes(about: $0) }
  }

  /// The oldest first.
  func signatureNotes(about subject: NoteSubject) throws -> [(id: NoteID, note: Note)] {
    let view = try operations.current().operation.view
    return try View.notes(.signature, about: subject, in: view, from: store)
      .map { (id: $0, note: try store.note($0)) }
      .sorted { a, b in
        let times = (a.note.author.time, b.note.author.time)
        return times.0 == times.1 ? a.id < b.id : times.0 < times.1
      }
  }

  /// Tags that name the commit and are signed at another one only.
  private func movedTags(
    to id: CommitID, _ view: View, signedHere: [(id: NoteID, note: Note)]
  ) throws -> [CheckedSignature] {
    let here = Set(
      signedHere.compactMap { entry -> TagName? in
        if case .tag(let name, id)? = (try? SignatureNote(entry.note))?.signs { name } else { nil }
      })
    let names = Set(view.tags.filter { $0.value == id }.keys).subtracting(here)
    if names.isEmpty { return [] }
    return try allNotes(.signature).compactMap { note in
      guard let read = try? SignatureNote(note), case .tag(let name, let other) = read.signs,
        names.contains(name)
      else { return nil }
      return CheckedSignature(
        note: note.id, author: note.author, signs: .tag(name, id),
        keyType: read.signature.keyType, fingerprint: read.signature.fingerprint,
        verdict: .invalid(reason: "the tag was signed at \(other.short), and moved"))
    }
  }
}
