import Testing

@testable import ProjectFiles

/// The block of `.gitattributes`, and what stays around it.
@Suite struct AttributesBlockTests {
  private static let patterns = ["*.onnx", "*.pt"]

  private func update(_ text: String?) -> (text: String, kept: [String]) {
    let found = AttributesBlock.update(
      text.map { Array($0.utf8) }, patterns: Self.patterns, driver: "mlx")
    #expect(found.patterns + found.kept == Self.patterns || found.kept == ["*.onnx"])
    return (String(decoding: found.text, as: UTF8.self), found.kept)
  }

  private static let block = """
    # >>> mlx: written by 'mlx', do not edit
    *.onnx diff=mlx
    *.pt diff=mlx
    # <<< mlx

    """

  @Test func newFile() {
    #expect(update(nil) == (Self.block, []))
    #expect(update("") == (Self.block, []))
    #expect(update(Self.block) == (Self.block, []))
  }

  @Test func whatIsAroundStays() {
    #expect(update("*.png binary").text == "*.png binary\n" + Self.block)
    let around = "# mine\n" + Self.block.replacing("*.pt diff=mlx\n", with: "") + "\n*.txt text\n"
    #expect(update(around).text == "# mine\n" + Self.block + "\n*.txt text\n")
    let windows = update("*.txt text\r\n").text
    #expect(windows == "*.txt text\r\n" + Self.block.replacing("\n", with: "\r\n"))
  }

  /// Git takes the last line that says something: what somebody wrote would lose.
  @Test(arguments: [
    "*.pt diff=torch", "*.pt -diff", "*.pt\tbinary", "*.pt -text diff=torch\r", "*.pt diff",
  ])
  func anotherDriverIsKept(line: String) {
    let found = update(line + "\n")
    #expect(found.kept == ["*.pt"])
    #expect(!found.text.contains("*.pt diff=mlx"))
    #expect(found.text.contains("*.onnx diff=mlx"))
  }

  @Test(arguments: [
    "*.pt filter=lfs diff=lfs merge=lfs -text", "# *.pt diff=torch", "*.ptx diff=torch",
    "*.pt text",
  ])
  func whatSaysNothingIsNotKept(line: String) {
    #expect(update(line + "\n") == (line + "\n" + Self.block, []))
  }
}
