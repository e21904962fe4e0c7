import FileIO
import Objects
import Testing

@testable import Environments

@Suite struct CondaReaderTests {
  @Test func packagesAreRead() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("c/conda-meta/history", "")
    try fixture.write(
      "c/conda-meta/python-3.11.7-h955ad1f_0.json",
      #"""
      {"build": "h955ad1f_0", "link": {"channel": "inner"}, "depends": ["\"channel\": \"no\""],
       "channel" : "https://u:p@conda.anaconda.org/t/tk-1/conda-forge/linux-64", "files": [
      """#)
    try fixture.write("c/conda-meta/scikit-learn-1.4.0-py311_0.json", #"{"channel":"defaults"}"#)
    try fixture.write("c/conda-meta/a-1-0.json", "{}")
    try fixture.write("c/conda-meta/nonsense.json", "{}")
    try fixture.write(
      "c/lib/python3.11/site-packages/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
    let record = fixture.reader(["CONDA_PREFIX": fixture.path("c")]).capture().record
    #expect(record.origin == .conda)
    #expect(record.interpreter?.version == "3.11.7")
    #expect(
      record.condaPackages.map { "\($0.name) \($0.version) \($0.build) \($0.channel?.text ?? "")" }
        == [
          "a 1 0 ", "python 3.11.7 h955ad1f_0 https://conda.anaconda.org/conda-forge",
          "scikit-learn 1.4.0 py311_0 defaults",
        ])
    #expect(record.distributions.map(\.name) == ["a"])
    #expect(record.remarks.count == 1)
    #expect(try EnvironmentRecord.decode(record.encode()) == record)
  }

  /// The list of files may come before the channel, and be long.
  @Test func channelsAreFoundBehindMuch() throws {
    let fixture = try EnvironmentFixture()
    let files = String(repeating: "\"lib/python3.11/x.py\",", count: 5000)
    try fixture.write(
      "c/conda-meta/a-1-0.json", "{\"files\":[\(files)\"\"],\"channel\":\"main\"}")
    var remarks = Remarks()
    let found = CondaReader(files: fixture.files).read(prefix: fixture.path("c"), &remarks)
    #expect(found.first?.channel?.text == "main")
  }

  @Test(arguments: [
    "", "{", "{\"channel\"", "{\"channel\":", "{\"channel\":\"x", "{\"channel\":5}",
    "[\"channel\",\"x\"]", "{\"a\":{\"channel\":\"x\"}}", "{\"channel\":\"\\",
    "}}}\"channel\":\"x\"",
  ])
  func damagedFilesHaveNone(_ text: String) {
    #expect(TopLevelText.find("channel", in: Array(text.utf8)) == nil)
  }
}
