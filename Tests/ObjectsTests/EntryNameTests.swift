import Objects
import Testing

@Suite struct EntryNameTests {
  @Test(arguments: [
    "a", "...", "..a", "a..", ".gitignore", ".mlopsx", "mlops", ".mlop", "git", ".gi", " ", "-x",
    "a\\b", "a:b", "C:", "nul", "CON", "a\nb", "\u{1}", "é", "e\u{301}", "\u{301}", "😀",
    ".g\u{131}t", "試験.csv", String(repeating: "n", count: 4096),
  ])
  func allowed(_ name: String) throws {
    try EntryName.validate(name)
  }

  @Test(arguments: [
    "", ".", "..", "a/b", "/", "/a", "a/", "\u{301}/", "a\u{0}b", "\u{0}", ".git", ".GIT", ".Git",
    ".gIt", ".mlops", ".MLOPS", ".mLops", "\u{200D}.git", ".git ",
    String(repeating: "n", count: 4097),
    String(repeating: "é", count: 2049),
  ])
  func refused(_ name: String) {
    #expect(throws: ObjectError.self) { try EntryName.validate(name) }
    #expect(throws: ObjectError.self) {
      _ = try TreeCodec.encode([
        TreeEntry(mode: .file, name: name, size: 0, id: .zero)
      ]) { _, _ in }
    }
  }

  @Test(arguments: ["fraud", "llama-3.1", "Prüfung 試験", "a b", ".x", "\u{301}x", "a-"])
  func assetNames(_ name: String) throws {
    try AssetName.validate(name)
    let reference = AssetReference(kind: .model, name: name)
    #expect(AssetReference(text: reference.text) == reference)
  }

  @Test(arguments: [
    "", "a/b", "/", "a@b", "a:b", "a=b", "-a", " a", "a ", ".", "..", "a..b", "a\nb", "a\u{7F}",
    "\u{0}", String(repeating: "n", count: 256),
  ])
  func refusedAssetNames(_ name: String) {
    #expect(throws: ObjectError.self) { try AssetName.validate(name) }
    #expect(AssetReference(text: "model/" + name) == nil)
  }

  @Test(arguments: ["", "model", "models/x", "Model/x", "/x", "model:x", "x/model"])
  func refusedReferences(_ text: String) {
    #expect(AssetReference(text: text) == nil)
  }

  @Test func referencesSortByWordThenBytes() {
    let sorted = [
      AssetReference(kind: .artifact, name: "z"), AssetReference(kind: .code, name: "z"),
      AssetReference(kind: .dataset, name: "z"), AssetReference(kind: .environment, name: "z"),
      AssetReference(kind: .model, name: "B"), AssetReference(kind: .model, name: "a"),
      AssetReference(kind: .model, name: "e\u{301}"), AssetReference(kind: .model, name: "é"),
    ]
    #expect(sorted.reversed().sorted() == sorted)
  }

  @Test func objectsInText() throws {
    let blob = AssetObject.blob(BlobID(digest("x")))
    let tree = AssetObject.tree(TreeID(digest("x")))
    #expect(AssetObject(text: blob.text) == blob)
    #expect(AssetObject(text: tree.text) == tree)
    for text in ["", "blob", "blob:", "tree:12", "commit:\(blob.digest.hex)", blob.digest.hex] {
      #expect(AssetObject(text: text) == nil)
    }
  }
}
