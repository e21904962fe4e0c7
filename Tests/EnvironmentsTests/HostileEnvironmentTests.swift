import FileIO
import Objects
import TestSupport
import Testing

@testable import Environments

@Suite struct HostileEnvironmentTests {
  /// Pieces that mean something to one of the readers, and bytes that mean nothing.
  private static let pieces: [[UInt8]] =
    [
      "Name: ", "Version: ", "\n", "\r\n", "six", "1.0", "{\"url\":\"", "\"",
      "https://u:p@h/t/x/a?token=b",
      "\",\"archive_info\":{\"hash\":\"sha256=", "\"}}",
      "\",\"vcs_info\":{\"vcs\":\"git\",\"commit_id\":\"",
      "\",\"subdirectory\":\"", "../", "home = /", "version = 3.", "{\"channel\":\"", "gitdir: ",
      "ref: ",
      "refs/heads/x", "ID=", "MemTotal: ", "99999999999999999999", "model name: ", "processor",
      "\u{202E}",
      "\u{1B}[2J", "é", String(repeating: "9.", count: 3000), " ", ":", "=",
    ].map { Array($0.utf8) } + [[0], [0xFF, 0xFE], [0x80]]

  /// Whatever the files hold: a capture ends, and its record and file can be read again.
  @Test(arguments: 1...40)
  func everyCaptureCanBeReadAgain(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    func noise() -> [UInt8] {
      (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
        Self.pieces.randomElement(using: &random) ?? []
      }
    }
    let fixture = try EnvironmentFixture()
    let packages = "work/.venv/lib/python3.11/site-packages/"
    try fixture.makeVirtualenv("work/.venv")
    try fixture.write("work/.venv/pyvenv.cfg", noise())
    for entry in ["a-1.0.dist-info/", "b.dist-info/"] {
      for file in ["METADATA", "INSTALLER", "direct_url.json"] {
        try fixture.write(packages + entry + file, noise())
      }
    }
    try fixture.write(packages + "c-1.egg-info", noise())
    try fixture.write(packages + "d.egg-link", noise())
    try fixture.write(packages + "e\u{202E}-1 0.dist-info/METADATA", noise())
    for file in [
      "etc/os-release", "proc/meminfo", "proc/cpuinfo", "proc/sys/kernel/osrelease",
      "proc/driver/nvidia/version", "proc/driver/nvidia/gpus/0/information", "run/.containerenv",
      "usr/local/cuda/version.json", "var/lib/dpkg/status",
    ] {
      try fixture.write("root/" + file, noise())
    }
    try fixture.write("work/.git/HEAD", noise())
    try fixture.write("work/requirements.txt", noise())
    try fixture.write("work/requirements\u{202E}.txt", noise())
    try fixture.write("c/conda-meta/python-3.11.7-0.json", noise())
    try fixture.write("c/conda-meta/x- -1.json", noise())
    for variables in [[:], ["CONDA_PREFIX": fixture.path("c")]] {
      var text = ["XLA_FLAGS": String(decoding: noise(), as: UTF8.self)]
      text.merge(variables) { $1 }
      var capture = fixture.reader(text).capture()
      #expect(try EnvironmentRecord.decode(capture.record.encode()) == capture.record)
      capture.location = nil
      #expect(try CaptureFile.decode(CaptureFile.encode(capture)) == capture)
      // Whatever was read can be planned, and no line of the plan's file is two.
      let requirements = Requirements(capture.record.distributions) { _ in true }
      #expect(requirements.lines.allSatisfy { !$0.contains(where: \.isNewline) })
    }
  }

  /// A damaged record is refused or read; it never stops the program.
  @Test func everyByteMayBeWrong() throws {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv("work/.venv")
    try fixture.install(
      "six", "1.0", in: "work/.venv", source: #"{"url":"https://h/a","archive_info":{}}"#)
    let bytes = fixture.reader().capture().record.encode()
    for index in bytes.indices {
      for byte: UInt8 in [0, 0x22, 0x2D, 0x7F, 0xFF] {
        var damaged = bytes
        damaged[index] = byte
        if let record = try? EnvironmentRecord.decode(damaged) {
          #expect(try EnvironmentRecord.decode(record.encode()) == record)
        }
      }
    }
  }
}
