import TestSupport

@testable import Objects

/// Trees and recipes: one object, and several of them in which each part stands for another's child. Loaders check
/// ids before a decoder sees bytes, so here any bytes stand for any part: also cycles, which no hash allows.
enum TreeTargets {
  static let all: [FuzzTarget] = [part, tree, difference, recipe, recipes]

  private static func sha(_ text: String) -> Digest { SHA256Hasher.hash(text) }

  private static let entries: [TreeEntry] = (0..<12).map { number in
    TreeEntry(
      mode: TreeMode.allCases[number % 4], name: "name-\(10 + number)", size: UInt64(number),
      id: sha("\(number)"))
  }

  /// What is accepted has one encoding only, so it is what was read.
  private static let part = FuzzTarget(
    "tree part",
    ["tree-modes", "tree-view", "tree-empty"].map(Golden.object) + [nodeBytes],
    tokens: FuzzWords.paths
  ) { bytes in
    let part = try TreePart.decode(bytes, id: TreeID(sha("x")))
    let again =
      switch part {
      case .leaf(let entries): TreePart.encode(leaf: entries)
      case .node(let rows): TreePart.encode(node: rows)
      }
    guard again == bytes else { throw FuzzTarget.Broken("another part than its bytes say") }
  }

  private static func row(_ entries: [TreeEntry]) -> (TreeRow, [UInt8]) {
    let bytes = TreePart.encode(leaf: entries)
    return (
      TreeRow(
        firstName: entries.first?.name ?? "", child: TreeID(SHA256Hasher.hash(bytes)),
        entries: UInt64(entries.count), bytes: entries.reduce(0) { $0 + $1.size }), bytes
    )
  }

  private static let leaves = stride(from: 0, to: 12, by: 3).map {
    row(Array(entries[$0..<$0 + 3]))
  }

  private static let nodeBytes = TreePart.encode(node: leaves.map(\.0))

  /// Two nodes over two leaves each, and a root over the nodes.
  private static let parts: [[UInt8]] = {
    let nodes = [leaves[..<2], leaves[2...]].map { part -> (TreeRow, [UInt8]) in
      let bytes = TreePart.encode(node: part.map(\.0))
      let row = TreeRow(
        firstName: part.first?.0.firstName ?? "", child: TreeID(SHA256Hasher.hash(bytes)),
        entries: part.reduce(0) { $0 + $1.0.entries }, bytes: part.reduce(0) { $0 + $1.0.bytes })
      return (row, bytes)
    }
    return [TreePart.encode(node: nodes.map(\.0))] + nodes.map(\.1) + leaves.map(\.1)
  }()

  private static let tree = FuzzTarget("tree", [bundle(parts)], tokens: FuzzWords.paths) { bytes in
    let bundle = Bundle(bytes, "MLXT", parts)
    let found = try TreeCodec.decode(TreeID(bundle.root), load: { try bundle.load($0.digest) })
    for (a, b) in zip(found, found.dropFirst()) where !TreeEntry.precedes(a.name, b.name) {
      throw FuzzTarget.Broken("'\(a.name)' before '\(b.name)'")
    }
    for entry in found where EntryName.fault(entry.name) != nil {
      throw FuzzTarget.Broken("the name '\(entry.name)'")
    }
    // What is found by name is what stands in the list.
    if let wanted = found.randomElementByCount {
      let one = try TreeCodec.entry(
        named: wanted.name, in: TreeID(bundle.root), load: { try bundle.load($0.digest) })
      guard one == wanted else { throw FuzzTarget.Broken("'\(wanted.name)' is not found") }
    }
    _ = try TreeCodec.parts(of: TreeID(bundle.root), load: { try bundle.load($0.digest) })
  }

  /// Against the sound tree, which shares most of its parts.
  private static let difference = FuzzTarget("tree difference", [bundle(parts)]) { bytes in
    let bundle = Bundle(bytes, "MLXT", parts)
    let other = sha("the sound one")
    var names: [String] = []
    try TreeCodec.diff(
      TreeID(bundle.root), TreeID(other),
      load: { $0.digest == other ? parts[0] : try bundle.load($0.digest) },
      change: { names.append($0?.name ?? $1?.name ?? "") })
    for (a, b) in zip(names, names.dropFirst()) where !TreeEntry.precedes(a, b) {
      throw FuzzTarget.Broken("'\(a)' before '\(b)'")
    }
  }

  // MARK: Recipes

  private static let chunks = (0..<6).map {
    ChunkSpan(id: ChunkID(sha("\($0)")), length: 70_000 + $0)
  }

  private static func recipe(_ chunks: [ChunkSpan]) -> Recipe {
    Recipe(
      cutter: .gear1, blob: BlobID(sha("blob")), size: chunks.reduce(0) { $0 + UInt64($1.length) },
      chunks: chunks)
  }

  private static func encoded(_ recipe: Recipe) -> [UInt8] {
    var root: [UInt8] = []
    _ = RecipeCodec.encode(recipe) { root = $1 }
    return root
  }

  /// Of one level: it has one encoding.
  private static let recipe = FuzzTarget(
    "recipe", [Golden.object("recipe-two-chunks"), encoded(recipe(chunks))]
  ) { bytes in
    let found = try RecipeCodec.decode(root: RecipeID(sha("r")), expecting: nil) { _ in bytes }
    try check(found)
    guard encoded(found) == bytes else {
      throw FuzzTarget.Broken("another recipe than its bytes say")
    }
  }

  private static func check(_ recipe: Recipe) throws {
    let sum = recipe.chunks.reduce(UInt64(0)) { $0 &+ UInt64($1.length) }
    guard sum == recipe.size else { throw FuzzTarget.Broken("chunks do not add up to the size") }
  }

  /// Two nodes of two leaves of two chunks each, by hand: a writer would need thousands of chunks.
  private static let recipeParts: [[UInt8]] = {
    func little(_ number: UInt64, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
    func row(_ part: [UInt8], _ chunks: Int, _ bytes: UInt64) -> [UInt8] {
      SHA256Hasher.hash(part).bytes + little(UInt64(chunks), 8) + little(bytes, 8)
    }
    let leaves = (0..<3).map { leaf -> [UInt8] in
      Array("MLXRCPL\n".utf8)
        + chunks[2 * leaf..<2 * leaf + 2].flatMap {
          $0.id.digest.bytes + little(UInt64($0.length), 4)
        }
    }
    let rows = (0..<3).map { row(leaves[$0], 2, 140_001 + 4 * UInt64($0)) }
    let nodes = [rows[0] + rows[1], rows[2]].map { Array("MLXRCPN\n".utf8) + $0 }
    let root =
      Array("MLXRCPT\n".utf8) + little(1, 2) + little(2, 2) + little(2, 4) + sha("blob").bytes
      + little(420_015, 8) + row(nodes[0], 4, 280_006) + row(nodes[1], 2, 140_009)
    return [root] + nodes + leaves
  }()

  private static let recipes = FuzzTarget("recipe of parts", [bundle(recipeParts)]) { bytes in
    let bundle = Bundle(bytes, "MLXR", recipeParts)
    let found = try RecipeCodec.decode(root: RecipeID(bundle.root), expecting: nil) {
      try bundle.load($0.digest)
    }
    try check(found)
    _ = try RecipeCodec.parts(of: RecipeID(bundle.root)) { try bundle.load($0.digest) }
  }

  // MARK: Several objects in one input

  private static func bundle(_ parts: [[UInt8]]) -> [UInt8] { parts.flatMap { $0 } }

  /// The objects of an input, each beginning with its magic word, under the ids that the sound ones have.
  private struct Bundle {
    let root: Digest
    private var objects: [Digest: [UInt8]] = [:]

    init(_ bytes: [UInt8], _ magic: String, _ sound: [[UInt8]]) {
      root = SHA256Hasher.hash(sound[0])
      let magic = Array(magic.utf8)
      var starts: [Int] = []
      for place in bytes.indices where bytes[place] == magic[0] {
        if bytes[place...].starts(with: magic) { starts.append(place) }
      }
      if starts.first != 0 { starts.insert(0, at: 0) }
      for (number, start) in starts.enumerated() where number < sound.count {
        let end = number + 1 < starts.count ? starts[number + 1] : bytes.count
        objects[SHA256Hasher.hash(sound[number])] = Array(bytes[start..<end])
      }
    }

    func load(_ id: Digest) throws -> [UInt8] {
      guard let bytes = objects[id] else {
        throw ObjectError.malformed(kind: "part", reason: "missing")
      }
      return bytes
    }
  }
}

extension [TreeEntry] {
  /// One of them, the same for the same list.
  fileprivate var randomElementByCount: TreeEntry? { isEmpty ? nil : self[count * 7 / 11] }
}
