import Objects
import Testing

@Suite struct RecipeCodecTests {
  private func recipe(_ count: Int, seed: String = "") -> Recipe {
    let chunks = (0..<count).map {
      ChunkSpan(id: ChunkID(digest("\(seed) chunk \($0)")), length: UInt32($0 % 1000 + 1))
    }
    return Recipe(
      cutter: .gear1, blob: BlobID(digest("blob \(count)")),
      size: chunks.reduce(0) { $0 + UInt64($1.length) }, chunks: chunks)
  }

  private func store(
    _ recipe: Recipe, _ limits: TreeLimits, in map: ObjectMap<RecipeKind>
  ) -> RecipeID {
    RecipeCodec.encode(recipe, limits: limits) { map.put($0, $1) }
  }

  @Test(arguments: [1, 2, 4, 5, 9, 40, 400])
  func recipesComeBack(_ count: Int) throws {
    let map = ObjectMap<RecipeKind>()
    let recipe = recipe(count)
    let id = store(recipe, Sample.limits, in: map)
    #expect(try RecipeCodec.decode(root: id, expecting: recipe.blob, load: map.load) == recipe)
    #expect(try Set(RecipeCodec.parts(of: id, load: map.load)) == Set(map.objects.keys))
    let root = try #require(try RecipeCodec.decodeRoot(map.load(id), id: id))
    #expect(root.blob == recipe.blob && root.size == recipe.size && root.cutter == .gear1)
    for (part, bytes) in map.objects where part != id {
      #expect(try RecipeCodec.decodeRoot(bytes, id: part) == nil)
      #expect(throws: ObjectError.self) {
        try RecipeCodec.decode(root: part, expecting: nil, load: map.load)
      }
    }
  }

  @Test func standardLimits() throws {
    let map = ObjectMap<RecipeKind>()
    _ = store(recipe(1024), .standard, in: map)
    #expect(map.objects.count == 1)
    let large = recipe(17_000)
    let id = store(large, .standard, in: map)
    #expect(try RecipeCodec.decode(root: id, expecting: nil, load: map.load) == large)
  }

  @Test func blobsThatShareRunsShareLeaves() throws {
    let (a, b) = (ObjectMap<RecipeKind>(), ObjectMap<RecipeKind>())
    let first = recipe(17_000)
    var chunks = first.chunks
    chunks[9_000] = ChunkSpan(id: ChunkID(digest("new")), length: chunks[9_000].length)
    chunks.remove(at: 8_999)
    let second = Recipe(
      cutter: .gear1, blob: BlobID(digest("second")),
      size: chunks.reduce(0) { $0 + UInt64($1.length) },
      chunks: chunks)
    _ = store(first, .standard, in: a)
    _ = store(second, .standard, in: b)
    #expect(Set(b.objects.keys).subtracting(a.objects.keys).count <= 4)
  }

  @Test func anotherBlobsRecipeIsRefused() throws {
    let map = ObjectMap<RecipeKind>()
    let id = store(recipe(3), .standard, in: map)
    let reason = malformation {
      _ = try RecipeCodec.decode(root: id, expecting: BlobID(digest("other")), load: map.load)
    }
    #expect(reason?.contains("it is of blob") == true)
  }

  @Test(arguments: [2, 9, 40])
  func everyTruncationAndFlipIsSeen(_ count: Int) throws {
    let map = ObjectMap<RecipeKind>()
    let recipe = recipe(count)
    let root = store(recipe, Sample.limits, in: map)
    for (id, bytes) in map.objects {
      var damaged = (0..<bytes.count).map { Array(bytes[..<$0]) }
      for index in bytes.indices {
        var flipped = bytes
        flipped[index] ^= UInt8(1) << UInt8(index % 8)
        damaged.append(flipped)
      }
      for bytes in damaged {
        let found = try? RecipeCodec.decode(root: root, expecting: nil) {
          $0 == id ? bytes : try map.load($0)
        }
        guard let found else { continue }
        #expect(found != recipe)
        #expect(RecipeCodec.encode(found, limits: Sample.limits) { _, _ in } != root)
      }
    }
  }
}

/// Recipes that nobody but an attacker or a broken disk makes.
@Suite struct RecipeDamageTests {
  private let map = ObjectMap<RecipeKind>()

  private func number(_ value: UInt64, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func root(
    levels: UInt64, count: UInt64? = nil, size: UInt64, _ rows: [[UInt8]]
  ) -> RecipeID {
    map.put(
      Array("MLXRCPT\n".utf8) + number(1, 2) + number(levels, 2)
        + number(count ?? UInt64(rows.count), 4) + Digest.zero.bytes + number(size, 8)
        + rows.flatMap { $0 })
  }

  private func chunk(_ length: UInt64) -> [UInt8] { Digest.zero.bytes + number(length, 4) }

  private func leaf(_ lengths: [UInt64]) -> RecipeID {
    map.put(Array("MLXRCPL\n".utf8) + lengths.flatMap(chunk))
  }

  private func row(_ child: RecipeID, _ chunks: UInt64, _ bytes: UInt64) -> [UInt8] {
    child.digest.bytes + number(chunks, 8) + number(bytes, 8)
  }

  private func node(_ rows: [[UInt8]]) -> RecipeID {
    map.put(Array("MLXRCPN\n".utf8) + rows.flatMap { $0 })
  }

  private func expectRefused(
    _ id: RecipeID, _ reason: String, _ location: SourceLocation = #_sourceLocation
  ) {
    let found = malformation {
      _ = try RecipeCodec.decode(root: id, expecting: nil, load: map.load)
    }
    #expect(found?.contains(reason) == true, "\(found ?? "nothing")", sourceLocation: location)
  }

  @Test func roots() {
    #expect(throws: Never.self) {
      try RecipeCodec.decode(
        root: root(levels: 0, size: 3, [chunk(1), chunk(2)]), expecting: nil, load: map.load)
    }
    expectRefused(root(levels: 0, size: 4, [chunk(1), chunk(2)]), "add up to 3 bytes of 4")
    expectRefused(root(levels: 0, size: 2, [chunk(1), chunk(2)]), "longer than its blob")
    expectRefused(root(levels: 0, size: .max, [chunk(1)]), "add up")
    expectRefused(root(levels: 0, count: 2, size: 1, [chunk(1)]), "count of rows")
    expectRefused(root(levels: 0, count: 0xFFFF_FFFF, size: 1, [chunk(1)]), "count of rows")
    expectRefused(root(levels: 0, size: 0, []), "count of rows")
    expectRefused(root(levels: 0, size: 0, [chunk(0)]), "0 bytes")
    expectRefused(root(levels: 0, size: 1 << 21, [chunk(1 << 21)]), "2097152 bytes")
    expectRefused(root(levels: 9, size: 1, [row(leaf([1]), 1, 1)]), "levels")
    expectRefused(root(levels: 0xFFFF, size: 1, [row(leaf([1]), 1, 1)]), "levels")
  }

  @Test func parts() {
    let part = leaf([5, 6])
    #expect(throws: Never.self) {
      try RecipeCodec.decode(
        root: root(levels: 2, size: 22, [row(node([row(part, 2, 11), row(part, 2, 11)]), 4, 22)]),
        expecting: nil, load: map.load)
    }
    expectRefused(root(levels: 1, size: 11, [row(part, 3, 11)]), "other sums")
    expectRefused(root(levels: 1, size: 12, [row(part, 2, 12)]), "other sums")
    expectRefused(root(levels: 2, size: 11, [row(part, 2, 11)]), "does not fit its level")
    expectRefused(
      root(levels: 1, size: 11, [row(node([row(part, 2, 11)]), 2, 11)]), "does not fit its level")
    expectRefused(root(levels: 1, size: 0, [row(leaf([]), 0, 0)]), "ends too early")
    expectRefused(root(levels: 2, size: 0, [row(node([]), 0, 0)]), "ends too early")
  }

  /// Levels that each name the one below a thousand times, under sums that fit no such recipe.
  @Test func aForgedBombEndsAtItsSize() {
    var id = leaf([1, 1])
    for _ in 0..<7 { id = node((0..<1000).map { _ in row(id, 2, 2) }) }
    map.forgetLoads()
    expectRefused(root(levels: 8, size: 1 << 40, [row(id, 2, 2)]), "other sums")
    #expect(map.loads.count < 1100)
  }
}
