import Objects

/// What the text of a question names.
struct LineageSubject {
  /// What it is part of: a folder that is an asset, or the snapshot of the code.
  struct Whole {
    var reference: AssetReference
    var object: AssetObject
    /// Where the subject is in it.
    var path: RepositoryPath
  }

  /// Usually one; a URI may stand for several.
  var items: [LineageItem]
  /// The name that was asked for, with the commit that it was found in.
  var name: LineageName?
  var whole: Whole?
}
