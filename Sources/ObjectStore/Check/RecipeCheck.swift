// Whether every recipe in the index names its blob and only chunks that are there.
import FileIO
import Objects

/// Checks the rows that lead from blobs to recipes, and the recipes.
struct RecipeCheck {
  let store: ObjectStore

  func run() throws -> [StoreProblem] {
    var problems: [StoreProblem] = []
    let cursors = try store.snapshot().sources.map { try $0.recipeCursor() }
    try SortedCursor.merge(cursors, by: \.self) { equal in
      try Interruption.check()
      guard let recipe = equal.first?.row else { return }
      problems += try check(recipe)
    }
    return problems
  }

  private func check(_ recipe: BlobRecipe) throws -> [StoreProblem] {
    let key = ObjectKey(kind: .recipe, digest: recipe.root)
    let folder = store.layout.packs.string
    var missing: ObjectKey?
    do {
      try store.forEachChunk(RecipeID(recipe.root), of: BlobID(recipe.blob)) { span in
        let chunk = ObjectKey(kind: .chunk, digest: span.id.digest)
        if missing == nil, try store.locate(chunk) == nil,
          store.absence(of: chunk) == nil
        {
          missing = chunk
        }
      }
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch {
      let code = (error as? any MLXError)?.code ?? "object-corrupt"
      return [StoreProblem(code: code, path: folder, key: key, reason: "\(error)")]
    }
    return missing.map {
      [
        StoreProblem(
          code: "object-missing", path: folder, key: $0,
          reason: "blob \(recipe.blob.hex) needs it")
      ]
    } ?? []
  }
}
