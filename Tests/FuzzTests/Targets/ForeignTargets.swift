import FileIO
import ObjectStore
import Objects
import ProjectFiles
import SystemPackage

@testable import Environments
@testable import Migration

/// Files of other tools: those of Python environments, and of DVC.
enum ForeignTargets {
  static let all: [FuzzTarget] = [
    capture, metadata, virtualenv, conda, directURL, requirements, secrets, versions, base64,
    wholeEnvironment,
    dvcStages, dvcFolder, dvcConfig, dvcPath,
  ]

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Environments

  private static let capture: FuzzTarget = {
    let golden = try? EnvironmentRecord.decode(Golden.object("environment"))
    guard var record = golden else { return FuzzTarget("capture file", []) { _ in } }
    let lock = BlobID(SHA256Hasher.hash("six"))
    record.lockFiles = [DependencyLock(name: "requirements.txt", size: 3, blob: lock)]
    let files = ["requirements.txt": Array("six".utf8)]
    return FuzzTarget(
      "capture file", [CaptureFile.encode(EnvironmentCapture(record: record, lockFiles: files))],
      tokens: FuzzWords.json
    ) { bytes in
      let capture = try CaptureFile.decode(bytes)
      try FuzzTarget.same("a capture", capture, CaptureFile.encode(capture), CaptureFile.decode)
    }
  }()

  private static let metadata = FuzzTarget(
    "package metadata",
    FuzzTarget.texts(["Metadata-Version: 2.1\nName: NumPy\r\nVersion: 1.26.4\n\nText\n"]),
    tokens: ["Name:", "Version:", "\r\n", "\n\n", " ", "\t"]
  ) { bytes in
    let header = MetadataHeader(bytes: bytes, isWhole: bytes.count % 2 == 0)
    if let name = header.name, !DistributionName.isName(name) {
      throw FuzzTarget.Broken("the name '\(name)'")
    }
    _ = MetadataHeader("/METADATA", files: SmallFiles(fileSystem: BytesFile(bytes: bytes)))
  }

  private static let virtualenv = FuzzTarget(
    "pyvenv.cfg",
    FuzzTarget.texts([
      "home = /usr/bin\nversion = 3.11.7\nimplementation = CPython\ninclude-system-site-packages = true\n"
    ]),
    tokens: ["=", "version_info", "3.11.7.final.0", "\r\n", "HOME"]
  ) { bytes in
    _ = VirtualenvSettings(text(bytes))
    _ = KeyLines.parse(text(bytes), separator: ":")
  }

  private static let conda = FuzzTarget(
    "conda package",
    FuzzTarget.texts([
      #"{"build":"h0","channel":"https://conda.anaconda.org/conda-forge/linux-64","files":["a",{"b":[1]}]}"#
    ]),
    tokens: FuzzWords.json + ["\"channel\":", "noarch"]
  ) { bytes in
    if let channel = TopLevelText.find("channel", in: bytes) {
      _ = StrippedURL(strippingChannel: CondaReader.withoutPlatform(channel))
    }
    _ = CondaReader.parts(of: text(bytes))
    _ = PythonLibrary(name: text(bytes))
  }

  private static let directURL = FuzzTarget(
    "direct_url.json",
    FuzzTarget.texts([
      #"{"url":"https://u:p@h/r.git","vcs_info":{"vcs":"git","commit_id":"abababababababababababababababababababab"},"subdirectory":"x"}"#,
      #"{"url":"file:///home/ana/lib%20a","dir_info":{"editable":true}}"#,
      #"{"url":"https://h/a.whl","archive_info":{"hashes":{"sha256":"ab"},"hash":"sha512=cd"}}"#,
    ]), tokens: FuzzWords.json + ["file://", "%2e%2e", "hash"]
  ) { bytes in
    let sources = DistributionSources(
      files: SmallFiles(fileSystem: BytesFile(bytes: bytes)), workTree: "/work")
    _ = sources.source(of: try JSONValue(parsing: bytes))
  }

  private static let requirements = FuzzTarget(
    "requirements",
    FuzzTarget.texts([
      "numpy==1.26.4 \\\n  --hash=sha256:ab \\\n  --hash=sha256:cd\nsix[x]==1.16.0 ; python_version > '3' --hash=sha256:ef\n"
    ]), tokens: ["--hash=", "==", "\\\n", "#", ";", "[", "]", "--index-url", "-r", "\u{2028}"]
  ) { bytes in _ = HashedRequirements(bytes)?.pins.count }

  private static let secrets = FuzzTarget(
    "embedded secrets",
    FuzzTarget.texts(["a https://u:p@h/x b\nhttps://${T}@h/ 'https://h/t/ab/c?token=x'"]),
    tokens: ["://", "@", "?", "/t/", "${", "'", "\""]
  ) { _ = EmbeddedSecrets.areIn($0) }

  private static let versions = FuzzTarget(
    "python versions", FuzzTarget.texts(["1!2.3.4rc1.post2.dev3+local.1", "1.0", "2024.01"]),
    tokens: ["rc", ".post", ".dev", "!", "+", "v", "99999999999999999999"]
  ) { bytes in
    let text = text(bytes)
    if let version = PythonVersion(text) {
      guard PythonVersion(text) == version, VersionDistance.between(text, text) == nil else {
        throw FuzzTarget.Broken("'\(text)' is not itself")
      }
    }
    _ = (
      VersionDistance.between(text, "1.0"), DistributionVersion.isVersion(text),
      FileURL.path(of: text)
    )
  }

  private static let base64 = FuzzTarget(
    "base64", FuzzTarget.texts(["aGVsbG8=", "AAAA", ""]), tokens: ["=", "\n"]
  ) {
    bytes in
    guard let decoded = Base64.decode(text(bytes)) else { return }
    guard Base64.decode(Base64.encode(decoded)) == decoded else {
      throw FuzzTarget.Broken("other bytes")
    }
  }

  /// Every file that is asked for has these bytes.
  private static let wholeEnvironment = FuzzTarget(
    "heads of git",
    FuzzTarget.texts([
      "ref: refs/heads/main\n", String(repeating: "ab", count: 20) + "\n", "gitdir: /x\n",
    ]),
    tokens: ["ref: ", "gitdir: ", "../", "\n"]
  ) { bytes in _ = GitHead(files: SmallFiles(fileSystem: BytesFile(bytes: bytes))).head(of: "/work")
  }

  // MARK: DVC

  private static let md5 = String(repeating: "0a", count: 16)

  static let dvcYAML = """
    stages:
      train:
        cmd: python train.py
        wdir: sub
        deps: [data, {x: y}]
        outs: [model.pt, "m-${item}.pkl"]
        metrics: [m.json]
      each: {foreach: [a, b], do: {cmd: x, outs: [out]}}
    params: [params.yaml]
    artifacts: {fraud: {path: model.pt, type: model}}

    """
  private static let dvcLock = """
    schema: '2.0'
    stages:
      train@a:
        cmd: python train.py
        deps: [{path: data, md5: \(md5).dir, size: 3, nfiles: 2}]
        params: {params.yaml: {lr: 0.1}}
        outs: [{path: model.pt, md5: \(md5), size: 10, isexec: true}]

    """
  private static let dvcFile = """
    wdir: ..
    deps: [{path: data, repo: {url: 'https://u:p@h/r', rev: main, rev_lock: \(md5)}}]
    outs: [{path: data, hash: md5, md5: \(md5).dir, size: 3, files: [{relpath: a, md5: \(md5)}]}]

    """

  private static let dvcStages = FuzzTarget(
    "dvc stages", FuzzTarget.texts([dvcYAML, dvcLock, dvcFile]),
    tokens: FuzzWords.yaml + FuzzWords.paths, smoke: 120,
    allows: FuzzTarget.throwing(ForeignYAML.Fault.self)
  ) { bytes in
    let value = try ForeignYAML.parse(bytes)
    let pipeline = DVCPipeline(value)
    for stage in DVCStage.stages(ofLock: value) + [DVCStage(dvcFile: value, named: "x.dvc")] {
      _ = pipeline.folder(ofStage: stage.name)
      for entry in stage.outs { _ = pipeline.role(of: entry.path, ofStage: stage.name) }
    }
  }

  private static let dvcFolder = FuzzTarget(
    "dvc folder",
    FuzzTarget.texts([
      "[{\"md5\":\"\(md5)\",\"relpath\":\"a/b.png\"},{\"md5\":\"\(md5)\",\"relpath\":\"c\",\"isexec\":true}]"
    ]),
    tokens: FuzzWords.json + FuzzWords.paths
  ) { bytes in
    for file in DVCFolder(parsing: bytes, kind: .md5)?.files ?? [] {
      guard (try? RepositoryPath(validating: file.path.string)) != nil, !file.path.isRoot else {
        throw FuzzTarget.Broken("the path '\(file.path)'")
      }
    }
  }

  private static let dvcConfig = FuzzTarget(
    "dvc config",
    FuzzTarget.texts([
      "[core]\n    remote = s\n['remote \"s\"']\n    url = ../store\n[cache]\n dir = ~/cache\n"
    ]),
    tokens: ["[", "]", "=", "'", "\"", "~", "url", "remote", "dir", "://"]
  ) { bytes in
    let config = try DVCConfig(of: "/project/.dvc", home: "/home/a", in: BytesFile(bytes: bytes))
    _ = (config.cache, config.remotes.map(\.folder))
  }

  private static let dvcPath = FuzzTarget(
    "dvc path", FuzzTarget.texts(["../data/x", "a/./b", "s3://bucket/x", "../../.."]),
    tokens: FuzzWords.paths
  ) { bytes in
    let folder = RepositoryPath(unchecked: "a/b")
    for base in [".", "..", "c"] {
      guard case .inside(let path) = DVCPath(text(bytes), in: folder, base: base) else { continue }
      guard (try? RepositoryPath(validating: path.string)) != nil, !path.isRoot else {
        throw FuzzTarget.Broken("the path '\(path)'")
      }
    }
    _ = DVCPipeline.match(text(bytes), "models/a.pkl")
  }
}
