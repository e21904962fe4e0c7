import Evaluation
import FileIO
import SystemPackage

@testable import Attestation
@testable import Objects
@testable import ProjectFiles
@testable import References
@testable import Remotes
@testable import Repository
@testable import WorkingTree

/// What is typed: names, revisions, times, paths, sizes.
enum NameTargets {
  static let all: [FuzzTarget] = [
    revision, moment, names, paths, urls, userPath, sizes, cost, lineageRequest, location,
  ]

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static let revisions = [
    "main~3^2", "HEAD@{2 days ago}", "v1..main", "a...b", "origin/main", "main:data/x.csv",
    "fraud@v1",
    "model/fraud@main~1", "4be07a2", "@{2026-11-20 14:30}", "heads/main^2~3",
  ]

  private static let revision = FuzzTarget(
    "revision", FuzzTarget.texts(revisions),
    tokens: [
      "~", "^", "@{", "}", "..", "...", ":", "@", "HEAD", "99999999999999999999", "^0", "~0",
    ]
  ) { bytes in
    let text = text(bytes)
    _ = (ObjectSpec.namesObject(text), ObjectSpec.kindAndName(text))
    if (try? RevisionRange(parsing: text)) != nil || ObjectSpec.namesObject(text) { return }
    let revision = try Revision(parsing: text)
    guard try Revision(parsing: revision.description) == revision else {
      throw FuzzTarget.Broken("'\(revision)' is another revision")
    }
  }

  private static let moment = FuzzTarget(
    "moment",
    FuzzTarget.texts([
      "2 days ago", "an hour ago", "last week", "2026-11-20T14:30:00Z", "2026-11-20", "2.weeks.ago",
      "yesterday",
      "9223372036854775807 years ago", "0000-01-01", "2000-02-29 23:59",
    ]), tokens: ["ago", "years", "seconds", "-", ":", "T", "Z", "last", "now"]
  ) { bytes in
    let text = text(bytes)
    for now in [0, 1_795_413_600, Int64.max / 2] {
      _ = Moment(parsing: text)?.time(now: Timestamp(seconds: now)).description
    }
    if let time = Timestamp(text), Timestamp(time.description) != time {
      throw FuzzTarget.Broken("\(time) is another time")
    }
  }

  private static let names = FuzzTarget(
    "names",
    FuzzTarget.texts([
      "main", "feature/x-1", "v1.0", "origin/main", "model/fraud", "blob:" + hex, "größe",
    ]),
    tokens: [
      "..", "@{", ".lock", "/", "~", "^", ":", "\0", "-", "heads/", "tree:", "\u{200F}", " ",
    ]
  ) { bytes in
    let text = text(bytes)
    if let name = try? BranchName(validating: text),
      name.string.contains("..") || name.string.hasPrefix("-")
    {
      throw FuzzTarget.Broken("the branch '\(name)'")
    }
    _ = try? TagName(validating: text)
    _ = try? RemoteName(validating: text)
    _ = try? RemoteBranch(validating: text)
    if let reference = AssetReference(text: text),
      AssetReference(text: reference.description) != reference
    {
      throw FuzzTarget.Broken("'\(reference)' is another asset")
    }
    if let object = AssetObject(text: text), object.text != text {
      throw FuzzTarget.Broken("'\(text)' is another object")
    }
    _ = (
      NoteSubject(text: text), NoteKind(rawValue: text), SignedText(text: text), Digest(hex: text)
    )
    _ = (Escaped.line(text), Escaped.content(text), TransportName.isValid(text))
  }

  private static let hex = String(repeating: "0a", count: 32)

  private static let paths = FuzzTarget(
    "paths", FuzzTarget.texts(["data/train/a.csv", "models/größe/é.bin", "a", ".mlxignore"]),
    tokens: FuzzWords.paths
  ) { bytes in
    let path = try RepositoryPath(validating: text(bytes))
    for name in path.components {
      let folded = name.lowercased()
      guard !["", ".", "..", ".git", ".mlops"].contains(folded), !name.utf8.contains(0) else {
        throw FuzzTarget.Broken("the path '\(path)'")
      }
    }
    guard path.components.joined(separator: "/") == path.string else {
      throw FuzzTarget.Broken("parts")
    }
    if let parent = path.parent {
      guard path.isWithin(parent), parent.appending(unchecked: path.name) == path else {
        throw FuzzTarget.Broken("'\(path)' is not in its folder")
      }
    }
  }

  private static let urls = FuzzTarget(
    "urls",
    FuzzTarget.texts([
      "https://user:secret@example.org:443/a/b?token=x&v=1#frag", "git+ssh://git@host/r.git@rev",
      "https://conda.anaconda.org/t/ab-123/conda-forge", "git@host:team/repo.git", "file:///a%20b",
    ]), tokens: ["@", "://", "?", "#", "&", "token=", "/t/", "%", "[::1]", "\\"]
  ) { bytes in
    let text = text(bytes)
    _ = StrippedURL(strippingChannel: text)
    guard let url = StrippedURL(stripping: text) else { return }
    // Only where it stands once: elsewhere in a URL the words are no login.
    let hasLogin =
      text.hasPrefix("https://user:secret@") && text.ranges(of: "user:secret@").count == 1
    guard StrippedURL(stripping: url.text) == url, !hasLogin || !url.text.contains("user:secret@")
    else { throw FuzzTarget.Broken("'\(url.text)' is not stripped") }
  }

  private static let userPath = FuzzTarget(
    "user path", FuzzTarget.texts(["../data/./x", "/project/data//y/", "a/../../b", "."]),
    tokens: FuzzWords.paths
  ) { bytes in
    let tree = WorkTree(root: "/project", fileSystem: BytesFile(bytes: []))
    let path = try tree.relative(user: text(bytes), from: "/project/sub")
    guard (try? RepositoryPath(validating: path.string)) != nil else {
      throw FuzzTarget.Broken("'\(path)'")
    }
  }

  private static let sizes = FuzzTarget(
    "sizes",
    FuzzTarget.texts([
      "64 MiB", "1.5GB", "100", "blob:limit=10M", "10 MB/s", "assets:model", "2 KiB",
    ]),
    tokens: ["k", "MiB", "GB", ".", "-", "e9", "blob:none", "=", "/s", ","]
  ) { bytes in
    let text = text(bytes)
    _ = (ByteCount.parse(text), ByteRate(text), CloneFilter(text: text))
  }

  private static let cost = FuzzTarget(
    "cost", FuzzTarget.texts(["25*fn + 1*fp per 10000", "[a>b] + 2*[x y>z]", "tp + tn"]),
    tokens: ["*", "+", "per", "fn", "[", ">", "]", "1e308", "-"]
  ) { bytes in
    let cost = try CostExpression(parsing: text(bytes))
    guard cost.terms.allSatisfy({ $0.weight.isFinite }), cost.per > 0, cost.per.isFinite else {
      throw FuzzTarget.Broken("'\(cost)'")
    }
  }

  private static let lineageRequest = FuzzTarget(
    "lineage request",
    FuzzTarget.texts([
      "fraud=transactions:train", "hf:org/model@rev#sha256:" + hex, "mlx:../b#fraud@v1:base",
    ]),
    tokens: ["=", ":", "#", "@", "://", "sha256:", "mlx:", "hf:"]
  ) { bytes in _ = try LineageRequest(parsing: text(bytes)) }

  private static let location = FuzzTarget(
    "locations",
    FuzzTarget.texts(["file:///mnt/a%20b", "../scans", "s3://bucket/x", "~/remote", "/a/../b"]),
    tokens: FuzzWords.paths + ["file://", "%", "localhost/", "%00", "?"]
  ) { bytes in
    let tree = WorkTree(root: "/project", fileSystem: BytesFile(bytes: []))
    let text = text(bytes)
    if let stored = try? ExternalLocation.stored(text, from: "/project/sub", in: tree) {
      _ = ExternalLocation(stored, in: tree)
    }
    _ = ExternalLocation(text, in: tree)
    _ = try? RemoteLocation(parsing: text).path(from: "/project", home: "/home/a")
  }
}
