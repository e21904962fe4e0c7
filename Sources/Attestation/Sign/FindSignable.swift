// From a word to what can be signed, and to what is signed of it.
import Objects
import References
import Repository

/// What a signature is about, and where its note belongs.
struct Signable {
  let signs: SignedText
  let subject: NoteSubject
}

extension Repository {
  /// The tag of that name, else the commit of the revision, else the note whose id begins so.
  ///
  /// Errors: those of `resolve`; `unknown-note`, `ambiguous-revision`.
  func signable(_ text: String) throws -> Signable {
    let view = try currentView()
    if let name = try? TagName(validating: text), let id = view[name] {
      return Signable(signs: .tag(name, id), subject: .commit(id))
    }
    do {
      let id = try resolve(Revision(parsing: text))
      return Signable(signs: .commit(id), subject: .commit(id))
    } catch let error as RefError where error.code == "unknown-revision" {
      let notes = try findNotes(text)
      guard let found = notes.first(where: { $0.id.hex.hasPrefix(text.lowercased()) }),
        notes.count == 1
      else { throw error }
      return Signable(signs: .note(found.id), subject: found.note.subject)
    }
  }
}
