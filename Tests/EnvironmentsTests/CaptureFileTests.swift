import FileIO
import Objects
import TestSupport
import Testing

@testable import Environments

@Suite struct CaptureFileTests {
  private func capture() throws -> EnvironmentCapture {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv("work/.venv")
    try fixture.install("six", "1.16.0", in: "work/.venv")
    try fixture.write("work/requirements.txt", "six==1.16.0\n")
    try fixture.write("work/uv.lock", [0, 1, 2, 255])
    var capture = fixture.reader().capture()
    capture.location = nil
    return capture
  }

  private func refusal(_ bytes: [UInt8]) -> String? {
    do {
      _ = try CaptureFile.decode(bytes)
      return nil
    } catch let error as EnvironmentError {
      return error.description
    } catch {
      return "\(error)"
    }
  }

  @Test func comesBack() throws {
    let capture = try capture()
    #expect(capture.lockFiles.count == 2)
    #expect(try CaptureFile.decode(CaptureFile.encode(capture)) == capture)
  }

  @Test(arguments: [
    ("\"version\":\"1.16.0\"", "\"version\":\"1.17.0\"", "another id"),
    ("c2l4PT0xLjE2LjAK", "c2l4PT0xLjE3LjAK", "'requirements.txt' is not"),
    ("c2l4PT0xLjE2LjAK", "c2l4PT0xLjE2LjA", "'requirements.txt' are missing"),
    ("\"files\":{", "\"files\":{\"x\":\"\",", "does not name"),
    ("\"uv.lock\":\"AAEC/w==\"", "\"x\":\"\"", "'uv.lock' are missing"),
    ("environment-capture/1", "environment-capture/2", "not known"),
    ("mlx.environment-capture/1", "mlx.commit/1", "no schema"), ("{\"files", "{\"file", "no files"),
    ("\"record\":{", "\"record\":5,\"r\":{", "no record"), ("}", "", "malformed"),
  ])
  func tamperingIsSeen(_ text: String, _ replacement: String, _ reason: String) throws {
    let whole = String(decoding: try CaptureFile.encode(capture()), as: UTF8.self)
    let range = try #require(whole.firstRange(of: text))
    let tampered = whole[..<range.lowerBound] + replacement + whole[range.upperBound...]
    let found = try #require(refusal(Array(tampered.utf8)))
    #expect(found.contains(reason))
  }

  @Test func isWrittenWholeAndReplaced() throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    let path = folder.path.appending("train.json")
    var capture = try capture()
    try CaptureFile.write(capture, to: path, in: fileSystem)
    #expect(try CaptureFile.read(path, in: fileSystem) == capture)
    capture.record.variables["PYTHONHASHSEED"] = "0"
    try CaptureFile.write(capture, to: path, in: fileSystem)
    #expect(try CaptureFile.read(path, in: fileSystem) == capture)
    #expect(try fileSystem.entries(of: folder.path).map(\.name) == ["train.json"])
  }

  @Test func onlyAFileIsReplaced() throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    let capture = try capture()
    #expect(throws: FileError.isADirectory(folder.path.string)) {
      try CaptureFile.write(capture, to: folder.path, in: fileSystem)
    }
    #expect(throws: FileError.exists("/dev/null")) {
      try CaptureFile.write(capture, to: "/dev/null", in: fileSystem)
    }
    let missing = folder.path.appending("none")
    #expect(throws: FileError.notFound(missing.string)) {
      try CaptureFile.write(capture, to: missing.appending("a.json"), in: fileSystem)
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try CaptureFile.encode(capture())
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(refusal(Array(bytes.prefix(count))) != nil)
    }
  }

  @Test func base64IsThatOfTheStandard() {
    for (plain, text) in [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ] {
      #expect(Base64.encode(Array(plain.utf8)) == text)
      #expect(Base64.decode(text) == Array(plain.utf8))
    }
    for text in ["Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Zm-v", "Z=8=", "é==="] {
      #expect(Base64.decode(text) == nil, "\(text)")
    }
    let all = (0...255).map { UInt8($0) }
    #expect(Base64.decode(Base64.encode(all)) == all)
  }
}

@Suite struct LockFileReaderTests {
  @Test func knownNamesAreKept() throws {
    let fixture = try EnvironmentFixture()
    for name in [
      "requirements.txt", "requirements-dev.txt", "Dockerfile", "README.md", "a/uv.lock",
    ] {
      try fixture.write("work/" + name, "x")
    }
    try fixture.fileSystem.makeDirectory(.init(fixture.path("work/uv.lock")), permissions: 0o755)
    let capture = fixture.reader().capture()
    #expect(
      capture.record.lockFiles.map(\.name)
        == ["Dockerfile", "requirements-dev.txt", "requirements.txt"])
    #expect(capture.record.lockFiles.allSatisfy { $0.blob == BlobID(SHA256Hasher.hash("x")) })
    #expect(capture.lockFiles.count == 3)
    #expect(capture.record.origin == .none && capture.location == nil)
  }

  @Test func largeFilesAreNoted() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write(
      "work/uv.lock", [UInt8](repeating: 0x20, count: LockFileReader.bytesMax + 1))
    let capture = fixture.reader().capture()
    #expect(
      capture.record.lockFiles == [DependencyLock(name: "uv.lock", size: 4_194_305, blob: nil)])
    #expect(capture.record.remarks == ["'uv.lock' has more than 4194304 bytes, and was left out"])
    #expect(capture.lockFiles.isEmpty)
    #expect(try CaptureFile.decode(CaptureFile.encode(capture)) == capture)
  }

  @Test(arguments: [
    ("--index-url https://ana:secret@host/simple\n", true), ("a @ https://h/a?token=1", true),
    ("--index-url https://${USER}:${PASSWORD}@host/simple", false),
    ("channel: https://h/t/tk/c", true),
    ("a @ git+ssh://git@h/a.git@v1", false), ("url = \"https://h/a@1.0.tar.gz\"", false),
    ("see https://h/a?b=1, and mail a@b.org", false), ("://", false), ("", false),
  ])
  func secretsKeepAFileOut(_ text: String, _ isSecret: Bool) throws {
    #expect(EmbeddedSecrets.areIn(Array(text.utf8)) == isSecret)
    let fixture = try EnvironmentFixture()
    try fixture.write("work/requirements.txt", text)
    let capture = fixture.reader().capture()
    #expect(capture.lockFiles.isEmpty == isSecret)
    #expect(capture.record.remarks.isEmpty != isSecret)
  }
}
