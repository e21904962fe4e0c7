import Environments
import Evaluation
import FileIO
import ObjectStore
import SystemPackage

@testable import Attestation
@testable import Objects
@testable import ProjectFiles
@testable import References
@testable import Remotes
@testable import Repository
@testable import WorkingTree

/// Files of texts that people and programs write.
enum TextTargets {
  static let all: [FuzzTarget] = [
    ignore, glob, config, project, params, metrics, foreignYAML, lock, ignoreBlock, attributes,
    pending, format, sshsig, signers, head,
  ]

  private static let hex = String(repeating: "0a", count: 32)

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Ignore rules

  private static let rules = [
    "*.tmp\n!keep.tmp\n/data/**/x\n# note\n\\#a\n[a-z]*.[!0-9]\nfoo/\na\\ \n**/b/**\r\n"
  ]

  private static let ignore = FuzzTarget(
    "ignore rules", FuzzTarget.texts(rules),
    tokens: [
      "**", "*", "?", "[", "]", "[!", "[^", "[[:alpha:]]", "\\", "/", "!", "**/", "/**", "\r\n",
    ]
  ) { bytes in
    var rules = IgnoreRules(parsing: bytes)
    rules.append(parsing: bytes, base: RepositoryPath(unchecked: "data"))
    for path in [
      "a", "data/x/y/x", "keep.tmp", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "é/ b/c",
    ] {
      let path = RepositoryPath(unchecked: path)
      _ = rules.isIgnoredDeep(path, isFolder: false)
      _ = rules.isIgnored(path, isFolder: true)
    }
  }

  /// A pattern, a line break, and what it is compared with: a second matcher, slow and plain, says the same of
  /// patterns of stars and question marks alone.
  private static let glob = FuzzTarget(
    "glob",
    FuzzTarget.texts(["*a?*\nbanana", "a*b*c*d*e*\naxbxcxdxe", "**/x\na/b/x", "[a-c]?\nbz"]),
    tokens: ["*", "**", "?", "[", "]", "a", "/"]
  ) { bytes in
    let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false).map {
      Array($0)
    }
    guard parts.count == 2, let glob = Glob(parts[0]) else { return }
    let found = parts[1].withUnsafeBytes { glob.matches($0) }
    let isPlain = parts[0].allSatisfy { !"[]\\/".utf8.contains($0) } && !parts[1].contains(0x2F)
    guard isPlain, parts[0].count < 24, parts[1].count < 24 else { return }
    if found != plainMatch(parts[0][...], parts[1][...]) {
      throw FuzzTarget.Broken("says \(found)")
    }
  }

  private static func plainMatch(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    // The rows of a table: whether the pattern so far matches the text so far.
    var reached = [true] + [Bool](repeating: false, count: text.count)
    for byte in pattern {
      var next = [Bool](repeating: false, count: text.count + 1)
      for (place, letter) in text.enumerated() where byte != UInt8(ascii: "*") {
        next[place + 1] = reached[place] && (byte == UInt8(ascii: "?") || byte == letter)
      }
      if byte == UInt8(ascii: "*") {
        var isOpen = false
        for place in reached.indices {
          isOpen = isOpen || reached[place]
          next[place] = isOpen
        }
      }
      reached = next
    }
    return reached.last == true
  }

  // MARK: Files

  private static let config = FuzzTarget(
    "config",
    FuzzTarget.texts([
      "# mine\nuser.name = Ana\nuser.email = \"a b@c\" # work\r\ncore.durability = full\n"
    ]),
    tokens: ["=", "\"", "\\", "#", ";", ".", "remote.origin.url", "\\u{1F600}", "\r"]
  ) { bytes in
    let file = try ConfigFile(parsing: bytes, path: "config")
    // A final newline is added where there is none.
    guard file.encode() == bytes || file.encode() == bytes + [0x0A] else {
      throw FuzzTarget.Broken("other bytes than were read")
    }
    var changed = file
    changed.set("user.name", to: "a \"b\\ # é")
    let again = try ConfigFile(parsing: changed.encode(), path: "config")
    guard again.settings.last(where: { $0.key == "user.name" })?.value == "a \"b\\ # é" else {
      throw FuzzTarget.Broken("a setting is not read as it was set")
    }
    for setting in file.settings {
      _ = try? ConfigKey.named(setting.key).type.accepts(setting.value)
    }
  }

  private static let projectText = """
    version: 1
    assets:
      model/fraud:
        licence: Apache-2.0
        personal-data: false
        lineage:
          - dataset/transactions
          - {asset: dataset/more, role: validation}
          - uri: hf:org/base@rev
            digest: sha256:\(hex)
      transactions: {kind: dataset, lineage: []}
    drift: {psi: 0.25}
    gates:
      fraud:
        - {metric: accuracy, min: 0.9, no_worse_than: {ref: BASE, by: 2 %}}
        - {cost: 25*fn + 1*fp per 10000, max: 3}
    audit: {unsigned: error}
    remotes: {origin: s3://bucket/path}

    """

  private static let project = FuzzTarget(
    "mlx.yaml", FuzzTarget.texts([projectText]), tokens: FuzzWords.yaml, smoke: 120
  ) { _ = try ProjectFile(parsing: $0) }

  private static let valueTexts = [
    "lr: 0.1\nlayers: [1, 2, {a: b}]\nname: \"x\\n\"\nnone: ~\nbase: &b {k: 1}\nother: {<<: *b, z: 0x1F}\n",
    "{\"accuracy\": 0.93, \"by\": {\"a\": 1e-3}, \"n\": 9007199254740993}",
    "text: |\n  a\n  b\nfold: >-\n  c\n",
  ]

  private static let params = FuzzTarget(
    "params", FuzzTarget.texts(valueTexts), tokens: FuzzWords.yaml, smoke: 120
  ) {
    bytes in
    _ = try? ParamsFile.parse(bytes, name: "params.json")
    _ = try? NoteFile.parse(bytes, name: "note.yaml")
    let values = try ParamsFile.parse(bytes, name: "params.yaml")
    try FuzzTarget.same("params", values, values.canonicalBytes()) { try JSONValue(parsing: $0) }
  }

  private static let metrics = FuzzTarget(
    "metrics", FuzzTarget.texts(valueTexts), tokens: FuzzWords.yaml, smoke: 120
  ) {
    bytes in
    _ = try? MetricsFile.parse(bytes, name: "metrics.json")
    let (values, _) = try MetricsFile.numbers(in: bytes, name: "metrics.yaml")
    _ = MetricsFile.nonFinite(in: values)
  }

  private static let foreignYAML = FuzzTarget(
    "foreign yaml", FuzzTarget.texts(valueTexts + [ForeignTargets.dvcYAML]), tokens: FuzzWords.yaml,
    smoke: 120,
    allows: FuzzTarget.throwing(ForeignYAML.Fault.self)
  ) { _ = try ForeignYAML.parse($0) }

  private static let lock: FuzzTarget = {
    let commits = ["commit", "commit-beside-git"].compactMap {
      try? Commit.decode(Golden.object($0))
    }
    return .coded(
      "mlx.lock", commits.map { Array(LockFile(commit: $0.id, commitRecord: $0).encode().utf8) },
      tokens: [
        "<<<<<<< HEAD\n", "=======\n", ">>>>>>> b\n", "  ", "\\u0000", "version 2\n", "tree:",
        "model/", "nan",
      ],
      decode: LockFile.decode, encode: { Array($0.encode().utf8) })
  }()

  private static let ignoreBlock = FuzzTarget(
    "ignore block",
    FuzzTarget.texts([
      "*.tmp\n\(ManagedBlock.beginMark)\n/data/\n/m\\ \n\(ManagedBlock.endMark)\n# end\r\n",
      "a\r\nb",
    ]),
    tokens: [ManagedBlock.beginMark, ManagedBlock.endMark, "\n", "\r\n"]
  ) { bytes in
    let path = ManagedBlock.Path(RepositoryPath(unchecked: "data/[x] "), isFolder: true)
    let update = ManagedBlock.update(bytes, ignoring: [path])
    guard !ManagedBlock.update(update.text, ignoring: [path]).isChanged else {
      throw FuzzTarget.Broken("a second update changes it again")
    }
    // Taken out again, the rest is what it was, but for marks and the final newline.
    _ = ManagedBlock.update(update.text, ignoring: [])
  }

  private static let attributes = FuzzTarget(
    "attributes block",
    FuzzTarget.texts(["*.bin filter=lfs diff=lfs\n*.csv diff=mine\n# x\n*.pt -diff\n"]),
    tokens: [ManagedBlock.beginMark, ManagedBlock.endMark, "diff=", "*.pt", "\t", "\r\n"]
  ) { bytes in
    let once = AttributesBlock.update(bytes, patterns: ["*.pt", "*.csv"], driver: "mlx")
    let twice = AttributesBlock.update(once.text, patterns: ["*.pt", "*.csv"], driver: "mlx")
    guard twice.text == once.text else {
      throw FuzzTarget.Broken("a second update changes it again")
    }
  }

  private static let pending: FuzzTarget = {
    var one = PendingCheckout(
      from: CommitID(SHA256Hasher.hash("a")), to: nil, headMove: .detach, description: "checkout: x"
    )
    one.paths = [RepositoryPath(unchecked: "data/é")]
    guard let branch = try? BranchName(validating: "main") else {
      return FuzzTarget("checkout.pending", []) { _ in }
    }
    let two = PendingCheckout(from: nil, to: nil, headMove: .create(branch), description: "")
    return .coded(
      "checkout.pending", [one, two].map { $0.json.canonicalBytes() },
      tokens: FuzzWords.json + FuzzWords.paths,
      decode: { try PendingCheckout(JSONValue(parsing: $0)) }, encode: { $0.json.canonicalBytes() })
  }()

  private static let format = FuzzTarget(
    "format",
    FuzzTarget.texts([
      "mlx repository 1\nread:\nwrite:\ncollect: deltas profiles\n", RepositoryFormat.storeText,
    ]),
    tokens: ["read:", "write:", "collect:", "mlx", "repository", "2", "deltas", "\n\n"]
  ) { bytes in try RepositoryFormat(parsing: bytes, path: "format").checkWriting() }

  /// An SSHSIG that `ssh-keygen` made.
  static let signature = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgbdcoHAoANlVDDFe1Wj7EpzcerL
    4WCpHPRJR1bH/zK6EAAAADbWx4AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
    AAAAQDPAt6dMGu2P0XySLdLXlJOkFmtaLVVSKiwjLjWVk2YLs2VHDl/Pvk1s5TGsE/j4Mi
    KIOPk9QUURWmWxtVU67Aw=
    -----END SSH SIGNATURE-----

    """

  /// Its text, and the bytes within it, which are armoured again.
  private static let sshsig: FuzzTarget = {
    let body = signature.split(separator: "\n").dropFirst().dropLast().joined()
    let binary = Base64.decode(body) ?? []
    return FuzzTarget(
      "sshsig", [Array(signature.utf8), [0] + binary],
      allows: FuzzTarget.throwing(SignatureFault.self)
    ) { bytes in
      var armored = text(bytes)
      if bytes.first == 0 {
        armored =
          "-----BEGIN SSH SIGNATURE-----\n\(Base64.encode(Array(bytes.dropFirst())))\n"
          + "-----END SSH SIGNATURE-----\n"
      }
      let read = try SSHSignature(armored: armored)
      guard try SSHSignature(armored: read.armored) == read else {
        throw FuzzTarget.Broken("another signature")
      }
      _ = (read.fingerprint, read.keyType)
    }
  }()

  private static let signers = FuzzTarget(
    "allowed signers",
    FuzzTarget.texts(["# team\nana@example.org namespaces=\"mlx\" ssh-ed25519 AAAA ana\n"])
  ) { bytes in _ = AllowedSigners(bytes, name: "allowed_signers").bytes.count }

  /// A file of `heads/`.
  private static let head = FuzzTarget(
    "head", FuzzTarget.texts([hex + "\n"]), tokens: ["\n", "\r", " "]
  ) { bytes in
    let file = BytesFile(bytes: bytes)
    let store = ObjectStore(root: "/m", fileSystem: file)
    let log = OperationLog(metadata: "/m", store: store, durability: .none)
    let id = try log.id(at: 1)
    guard bytes == Array((id.hex + "\n").utf8) else {
      throw FuzzTarget.Broken("another id than is there")
    }
  }
}
