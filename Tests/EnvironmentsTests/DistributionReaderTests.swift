import FileIO
import Objects
import SystemPackage
import Testing

@testable import Environments

@Suite struct DistributionReaderTests {
  private let packages = "work/.venv/lib/python3.11/site-packages/"

  private func record(_ fixture: EnvironmentFixture) -> EnvironmentRecord {
    fixture.reader().capture().record
  }

  private func lines(_ record: EnvironmentRecord) -> [String] {
    record.distributions.map { "\($0.name) \($0.version)" }
  }

  @Test func everyFormIsRead() throws {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv("work/.venv")
    try fixture.install("Some_Package", "1.0", in: "work/.venv", installer: "uv")
    try fixture.write(
      packages + "folder-2.0-py3.11.egg-info/PKG-INFO", "Name: folder\nVersion: 2.0\n")
    try fixture.write(packages + "file-3.0.egg-info", "name: file\r\nVERSION: 3.0\r\n\r\n")
    try fixture.write(
      packages + "Egg-4.0-py3.11.egg/EGG-INFO/PKG-INFO", "Name: Egg\nVersion: 4.0\n")
    try fixture.write(packages + "zip-5.0-py3.11.egg", "PK")
    try fixture.write(packages + "linked-it.egg-link", fixture.path("work/src") + "\n.\n")
    try fixture.write("work/src/linked_it.egg-info/PKG-INFO", "Name: linked-it\nVersion: 6.0\n")
    try fixture.write(packages + "six.py", "")
    let record = record(fixture)
    #expect(
      lines(record) == [
        "egg 4.0", "file 3.0", "folder 2.0", "linked-it 6.0", "some-package 1.0", "zip 5.0",
      ])
    let some = try #require(record.distributions.first { $0.name == "some-package" })
    #expect(some.written == "Some_Package" && some.installer == "uv" && some.source == .index)
    let linked = try #require(record.distributions.first { $0.name == "linked-it" })
    #expect(linked.source.word == "editable" && linked.source.url?.text == "src")
    #expect(
      record.remarks == [
        "'zip-5.0-py3.11.egg' has no metadata that can be read; its name tells what it is"
      ])
  }

  @Test func oddMetadataHarmsNothing() throws {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv("work/.venv")
    func metadata(_ folder: String, _ text: String) throws {
      try fixture.write(packages + folder + "/METADATA", text)
    }
    try metadata("noname-1.0.dist-info", "Version: 1.1\n")
    try metadata("noversion-1.0.dist-info", "Name: noversion\n\nVersion: 9\n")
    try metadata(
      "huge-1.0.dist-info",
      "Summary: " + String(repeating: "x", count: 2000) + "\nName: huge\nVersion: 1.2\n")
    try metadata(
      "endless-1.0.dist-info", String(repeating: "X: y\n", count: 50_000) + "Name: z\nVersion: 2\n")
    try metadata(
      "cut-1.0.dist-info",
      "Name: cut\nX: " + String(repeating: "x", count: 1024 - 15 - 10) + "\nVersion: 1.17\n")
    try fixture.write(
      packages + "bytes-1.0.dist-info/METADATA",
      Array("Summary: ".utf8) + [0xFF, 0xFE, 0x00] + Array("\nName: b".utf8) + [0xFF]
        + Array("\nVersion: 1.0\n".utf8))
    try metadata("inject-1.0.dist-info", "Name: inject\nVersion: 1.0 --index-url=http://evil\n")
    try metadata("broken.dist-info", "nothing")
    try fixture.write(packages + "gone-1.0.dist-info/RECORD", "")
    try fixture.write(packages + "~ix-1.0.dist-info/METADATA", "Name: six\nVersion: 1.0\n")
    try fixture.write(packages + "lost.egg-link", "relative\n")
    let record = record(fixture)
    #expect(
      lines(record) == [
        "bytes 1.0", "cut 1.17", "endless 1.0", "gone 1.0", "huge 1.2", "inject 1.0", "noname 1.1",
        "noversion 1.0",
      ])
    #expect(record.remarks.count == 4)
    #expect(try EnvironmentRecord.decode(record.encode()) == record)
  }

  @Test func onePackageTwiceIsKept() throws {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv("work/.venv")
    try fixture.install("six", "1.9.0", in: "work/.venv")
    try fixture.install("six", "1.16.0", in: "work/.venv")
    #expect(lines(record(fixture)) == ["six 1.16.0", "six 1.9.0"])
  }

  @Test func systemPackagesAreThoseNotHidden() throws {
    let fixture = try EnvironmentFixture()
    let home = fixture.path("usr/bin")
    try fixture.write("usr/bin/python3.11", "")
    for (folder, name) in [
      ("lib/python3/dist-packages", "apt"), ("lib/python3/dist-packages", "six"),
      ("local/lib/python3.11/dist-packages", "local"),
    ] {
      try fixture.write("usr/\(folder)/\(name)-1.0.egg-info", "Name: \(name)\nVersion: 1.0\n")
    }
    try fixture.makeVirtualenv("work/.venv", settings: "home = \(home)\nversion = 3.11.7\n")
    try fixture.install("six", "1.16.0", in: "work/.venv")
    #expect(lines(record(fixture)) == ["six 1.16.0"])
    try fixture.write(
      "work/.venv/pyvenv.cfg",
      "home = \(home)\ninclude-system-site-packages = true\nversion = 3.11.7\n")
    let whole = record(fixture)
    #expect(lines(whole) == ["apt 1.0", "local 1.0", "six 1.16.0"])
    #expect(whole.distributions.map(\.isOfSystem) == [true, false, false])
  }

  @Test func userPackagesCount() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("usr/bin/python3", "", permissions: 0o755)
    try fixture.write("usr/lib/python3.11/site-packages/a-1.egg-info", "Name: a\nVersion: 1\n")
    try fixture.write(
      "home/.local/lib/python3.11/site-packages/a-2.egg-info", "Name: a\nVersion: 2\n")
    var variables = ["PATH": fixture.path("usr/bin"), "HOME": fixture.path("home")]
    #expect(lines(fixture.reader(variables).capture().record) == ["a 2"])
    variables["PYTHONNOUSERSITE"] = "1"
    #expect(lines(fixture.reader(variables).capture().record) == ["a 1"])
  }

  /// Twice the same, and the same in another folder.
  @Test func theIdDependsOnTheEnvironmentAlone() throws {
    let (one, other) = (try EnvironmentFixture(), try EnvironmentFixture())
    for fixture in [one, other] {
      try fixture.makeVirtualenv("work/.venv")
      try fixture.install("six", "1.16.0", in: "work/.venv")
      try fixture.install(
        "own", "1", in: "work/.venv",
        source: #"{"url":"file://\#(fixture.workTree)","dir_info":{"editable":true}}"#)
      try fixture.write(packages + "broken.dist-info/METADATA", "")
    }
    #expect(record(one).id == record(one).id)
    #expect(record(one) == record(other))
    try one.install("wheel", "1", in: "work/.venv")
    #expect(record(one).id != record(other).id)
  }
}
