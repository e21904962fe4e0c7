import FileIO
import SystemPackage
import Testing

/// `entry` composes the paths that `appending` does.
@Suite struct EntryPathTests {
  @Test(arguments: [
    "/", "/a", "/a/b.c", "a", "a/b", "..", ".", "", "/größe/e\u{301}", "/with space/",
  ])
  func isWhatAppendingMakes(_ folder: String) {
    for name in ["x", "x.pack", "größe", "e\u{301}", "..", "a/b", "a//b/", ""] {
      let path = FilePath(folder)
      #expect(path.entry(name) == path.appending(name), "'\(folder)' and '\(name)'")
    }
  }

  /// A folder whose name is no UTF-8 keeps its bytes.
  @Test func bytesStay() {
    let bytes: [CInterop.PlatformChar] = [0x2F, -1, -2, 0]
    let folder = FilePath(platformString: bytes)
    let found = folder.entry("x").withPlatformString {
      Array(UnsafeBufferPointer(start: $0, count: 5))
    }
    #expect(found == [0x2F, -1, -2, 0x2F, 0x78])
  }
}
