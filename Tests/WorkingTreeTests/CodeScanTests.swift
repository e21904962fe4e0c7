import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct CodeScanTests {
  private func makeTree(_ files: [String: String]) throws -> (TemporaryDirectory, WorkTree) {
    let directory = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    for (path, text) in files {
      let file = directory.path.appending(path)
      try fileSystem.makeDirectories(file.removingLastComponent())
      try File(file, .create, in: fileSystem, permissions: 0o644).write(Array(text.utf8), at: 0)
    }
    return (directory, WorkTree(root: directory.path, fileSystem: fileSystem))
  }

  private func paths(_ scan: CodeScan) -> [String] {
    scan.folders.flatMap { folder in
      folder.files.map { folder.path.appending(unchecked: $0.name).string }
    }
  }

  @Test func takesTextAndNamesTheRest() throws {
    let (directory, tree) = try makeTree([
      "train.py": "print(1)\n", "src/util.py": "x = 1\n", "README.md": "",
      "weights.bin": "a\0b", "src/big.txt": String(repeating: "x", count: 65),
      ".github/workflows/ci.yml": "on: push\n", "mlx.lock": "commit x\n",
    ])
    defer { withExtendedLifetime(directory) {} }
    var limits = CodeScan.Limits()
    limits.fileBytesMax = 64
    let scan = try CodeScan.walk(tree, index: Index(), limits: limits)
    #expect(
      paths(scan) == ["README.md", "train.py", ".github/workflows/ci.yml", "src/util.py"])
    #expect(
      scan.leftOut == [
        .init(path: "src/big.txt", reason: .tooLarge), .init(path: "weights.bin", reason: .notText),
      ])
  }

  @Test func secretsNeverEnter() throws {
    let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n"
    let (directory, tree) = try makeTree([
      ".env": "A=1", ".env.local": "A=1", ".ENV": "A=1", "id_rsa": "x", "deploy.key": "x",
      "notes.txt": "\n" + key, "cert.pem": "-----BEGIN CERTIFICATE-----\n", "a.py": "1",
      ".netrc": "machine x", "prod.env": "A=1", "kaggle.json": "{}",
    ])
    defer { withExtendedLifetime(directory) {} }
    let walked = try CodeScan.walk(tree, index: Index())
    #expect(paths(walked) == ["a.py", "cert.pem"])
    #expect(walked.leftOut.count == 9 && walked.leftOut.allSatisfy { $0.reason == .secret })
    let all = try [".env", "id_rsa", "notes.txt", "a.py"].map(RepositoryPath.init(validating:))
    let listed = try CodeScan.listed(tracked: all, untracked: [], in: tree, index: Index())
    #expect(paths(listed) == ["a.py"])
  }

  @Test func environmentsCachesAndIgnoredFilesStayOut() throws {
    let (directory, tree) = try makeTree([
      "env2/pyvenv.cfg": "home = /usr", "env2/lib/x.py": "1", "__pycache__/a.py": "1",
      "mlruns/0/meta.yaml": "a: 1", "node_modules/x/i.js": "1", ".gitignore": "/out/\n*.log\n",
      "out/a.txt": "1", "b.log": "1", ".mlxignore": "tmp\n", "tmp/x.py": "1",
      "other/.git/HEAD": "ref: x", "other/x.py": "1", "pkg.egg-info/PKG-INFO": "1", "a.py": "1",
    ])
    defer { withExtendedLifetime(directory) {} }
    let scan = try CodeScan.walk(tree, index: Index())
    #expect(paths(scan) == [".gitignore", ".mlxignore", "a.py"])
    #expect(scan.leftOut == [.init(path: "other", reason: .repository)])
  }

  @Test func assetsMetricsAndParamsAreNoCode() throws {
    let (directory, tree) = try makeTree([
      "data/a.txt": "1", "model.txt": "1", "metrics.json": "{}", "params.yaml": "a: 1",
      "model.txt.bak": "1",
    ])
    defer { withExtendedLifetime(directory) {} }
    var index = Index()
    let path = RepositoryPath.init(unchecked:)
    index.assets = [
      AssetDeclaration(kind: .dataset, name: "data", path: path("data")),
      AssetDeclaration(kind: .model, name: "model", path: path("model.txt")),
    ]
    index.metrics = [
      MetricsDeclaration(model: "model", path: path("metrics.json"), on: nil)
    ]
    index.params = path("params.yaml")
    #expect(paths(try CodeScan.walk(tree, index: index)) == ["model.txt.bak"])
  }

  @Test func aFolderOfManyFilesIsData() throws {
    let files = (0..<6).map { ("many/\($0).txt", "x") } + [("few/a.txt", "x")]
    let (directory, tree) = try makeTree(Dictionary(uniqueKeysWithValues: files))
    defer { withExtendedLifetime(directory) {} }
    var limits = CodeScan.Limits()
    limits.folderFilesMax = 5
    let scan = try CodeScan.walk(tree, index: Index(), limits: limits)
    #expect(paths(scan) == ["few/a.txt"])
    #expect(scan.leftOut == [.init(path: "many", reason: .manyFiles)])
  }

  @Test func linksStayLinks() throws {
    let (directory, tree) = try makeTree(["a.py": "1"])
    defer { withExtendedLifetime(directory) {} }
    try tree.fileSystem.symlink(target: "a.py", at: directory.path.appending("b.py"))
    try tree.fileSystem.symlink(target: "/nowhere", at: directory.path.appending("c.py"))
    let files = try CodeScan.walk(tree, index: Index()).folders.flatMap(\.files)
    #expect(files.map(\.linkTarget) == [nil, "a.py", "/nowhere"])
  }

  @Test func whatGitTracksIsTakenWhateverItIs() throws {
    let (directory, tree) = try makeTree([
      "logo.png": "\u{1}\0", "new.bin": "\u{1}\0", "new.py": "1", "venv/x.py": "1",
    ])
    defer { withExtendedLifetime(directory) {} }
    let path = RepositoryPath.init(unchecked:)
    let scan = try CodeScan.listed(
      tracked: [path("logo.png"), path("gone.py")],
      untracked: [path("new.bin"), path("new.py")], in: tree, index: Index())
    #expect(paths(scan) == ["logo.png", "new.py"])
    #expect(scan.leftOut == [.init(path: "new.bin", reason: .notText)])
  }
}
