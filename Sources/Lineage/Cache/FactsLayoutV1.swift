// The numbers of the cache file, version 2 (version 1 knew nothing of what is external):
//
//   magic "MLXLINE\n", u32 version
//   u32 count of texts; each u32 bytes, UTF-8
//   u32 count of commits; each
//     id 32, tree 32, i64 seconds, u32 name, u32 email, u32 subject    (texts by their number)
//     u32 parents: 32 each
//     u8 code: 0 none, 1 without git, 2 with; tree 32; u32 commit + 1, u32 branch + 1, u8 dirty
//     u32 edges; each asset, object, u8 evidence, u8 has run (32), u32 inputs; each u32 role, u8 form:
//       1 asset, object · 2 asset, object, u32 repository, commit 32 · 3 u32 uri, u32 digest + 1
//     u32 sightings; each asset, u32 path + 1, object
//   SHA-256 of everything before it
//
// An asset is u8 kind, u32 name; an object u8 kind, id 32. Little-endian.
import Objects

/// Words of the cache file as numbers.
enum FactsLayoutV1 {
  static let magic = Array("MLXLINE\n".utf8)
  static let version: UInt32 = 2
  /// What stands before the texts.
  static let headBytes = 12

  /// A form of an input.
  enum InputForm: UInt8 {
    case asset = 1
    case foreignAsset
    case external
  }

  static func code(of kind: AssetKind) -> UInt8 {
    switch kind {
    case .model: 1
    case .dataset: 2
    case .code: 3
    case .environment: 4
    case .artifact: 5
    }
  }

  static func kind(_ code: UInt8) -> AssetKind? {
    AssetKind.allCases.first { self.code(of: $0) == code }
  }

  static func code(of object: AssetObject) -> UInt8 {
    switch object {
    case .blob: 1
    case .tree: 2
    case .environment: 3
    }
  }

  static func object(_ code: UInt8, _ id: Digest) -> AssetObject? {
    switch code {
    case 1: .blob(BlobID(id))
    case 2: .tree(TreeID(id))
    case 3: .environment(EnvironmentID(id))
    default: nil
    }
  }

  static func code(of evidence: LineageEdge.Evidence) -> UInt8 {
    switch evidence {
    case .observed: 1
    case .recorded: 2
    case .declared: 3
    }
  }

  static func evidence(_ code: UInt8) -> LineageEdge.Evidence? {
    LineageEdge.Evidence.allCases.first { self.code(of: $0) == code }
  }
}
