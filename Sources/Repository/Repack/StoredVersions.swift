// Which stored files are versions of each other.
import FileIO
import ObjectStore
import Objects
import References

/// A file's content that history has.
struct StoredVersion {
  let blob: BlobID
  let size: UInt64
  /// Where it was first.
  let path: RepositoryPath
}

/// All files of assets that refs lead to, oldest first, and the families that they are in: those of one
/// path, of one place in an asset of one name, and models with the base that their lineage names.
struct StoredVersions {
  private(set) var versions: [StoredVersion] = []
  private var numbers: [BlobID: Int] = [:]
  private var families = Families()
  private var visited: Set<Visit> = []
  private let store: ObjectStore
  /// Smaller files are left as they are.
  private let bytesMin: UInt64

  private struct Visit: Hashable {
    var tree: TreeID
    var path: String
    var asset: AssetReference
  }

  /// A file of an asset, as one commit has it.
  private struct Found {
    var blob: BlobID
    var size: UInt64
    var path: RepositoryPath
    var keys: [String]
  }

  init(_ store: ObjectStore, bytesMin: UInt64) {
    self.store = store
    self.bytesMin = bytesMin
  }

  /// Adds the files of a commit. Commits come oldest first.
  mutating func add(_ commit: Commit) throws {
    var found: [Found] = []
    for asset in commit.assets {
      let key = "asset \(asset.reference.text) "
      switch asset.object {
      case .environment: continue
      case .blob(let blob):
        found.append(
          Found(
            blob: blob, size: asset.size, path: asset.path,
            keys: [key, "path \(asset.path.string)"]))
      case .tree(let tree): try walk(tree, asset, &found)
      }
    }
    found.sort { NaturalOrder.precedes($0.path.string, $1.path.string) }
    for file in found where file.size >= bytesMin {
      let number = number(file)
      for key in file.keys { families.join(number, key) }
    }
    for edge in commit.lineage {
      guard case .blob(let output) = edge.id, let made = numbers[output] else { continue }
      for input in edge.inputs where input.role == LineageInput.base {
        guard case .asset(_, .blob(let base), nil) = input.source, let from = numbers[base]
        else { continue }
        families.join(made, from)
      }
    }
  }

  /// Puts files into one family that a closer look finds to be of a kind.
  mutating func join(_ number: Int, _ key: String) { families.join(number, key) }

  /// The families, each oldest first, in the order of their first version.
  mutating func grouped() -> [[Int]] { families.groups(versions.count) }

  private mutating func number(_ file: Found) -> Int {
    if let known = numbers[file.blob] { return known }
    let number = versions.count
    versions.append(StoredVersion(blob: file.blob, size: file.size, path: file.path))
    numbers[file.blob] = number
    return number
  }

  /// Finds the files of a folder; a folder that was seen at this place is passed over.
  private mutating func walk(_ tree: TreeID, _ asset: Asset, _ found: inout [Found]) throws {
    var waiting: [(tree: TreeID, path: RepositoryPath)] = [(tree, asset.path)]
    while let (id, path) = waiting.popLast() {
      try Interruption.check()
      let visit = Visit(tree: id, path: path.string, asset: asset.reference)
      guard visited.insert(visit).inserted else { continue }
      let bytes = try store.read(.tree, id.digest)
      switch try TreeCodec.step(id, bytes) {
      case .pieces(let pieces): waiting += pieces.map { ($0, path) }
      case .entries(let entries):
        for entry in entries {
          let place = path.appending(unchecked: entry.name(in: bytes))
          if entry.mode == .tree { waiting.append((TreeID(entry.id), place)) }
          guard entry.mode.isBlob, entry.size >= bytesMin else { continue }
          let inside = place.relative(to: asset.path)?.string ?? ""
          found.append(
            Found(
              blob: BlobID(entry.id), size: entry.size, path: place,
              keys: ["asset \(asset.reference.text) \(inside)", "path \(place.string)"]))
        }
      }
    }
  }
}

/// Sets of numbers that are joined two at a time.
private struct Families {
  private var parents: [Int] = []
  private var first: [String: Int] = [:]

  mutating func join(_ number: Int, _ key: String) {
    if let known = first[key] { join(number, known) } else { first[key] = number }
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (one, two) = (root(a), root(b))
    if one != two { parents[max(one, two)] = min(one, two) }
  }

  mutating func groups(_ count: Int) -> [[Int]] {
    var groups: [Int: [Int]] = [:]
    for number in 0..<count { groups[root(number), default: []].append(number) }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  private mutating func root(_ number: Int) -> Int {
    while parents.count <= number { parents.append(parents.count) }
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }
}
