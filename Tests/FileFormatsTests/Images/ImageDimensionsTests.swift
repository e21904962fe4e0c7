import Testing

@testable import FileFormats

@Suite struct ImageDimensionsTests {
  private static let files: [(bytes: [UInt8], format: FileFormat, width: Int, height: Int)] = [
    (ImageGolden.png, .png, 37, 21), (ImageGolden.pngAlpha, .png, 19, 300),
    (ImageGolden.jpeg, .jpeg, 37, 21), (ImageGolden.gif, .gif, 37, 21),
    (ImageGolden.webpLossy, .webp, 37, 21), (ImageGolden.webpLossless, .webp, 19, 300),
    (ImageGolden.webpExtended, .webp, 19, 300),
  ]

  @Test(arguments: files.indices)
  func readsWhatPillowWrote(index: Int) throws {
    let file = Self.files[index]
    let found = try ImageDimensions(reading: ByteArray(file.bytes), format: file.format)
    #expect(found?.width == file.width)
    #expect(found?.height == file.height)
    #expect(FileFormat.guess(name: "", head: file.bytes) == file.format)
  }

  @Test func channelsWhereTheHeaderSaysThem() throws {
    let channels = try Self.files.map {
      try ImageDimensions(reading: ByteArray($0.bytes), format: $0.format)?.channels
    }
    #expect(channels == [3, 4, 3, nil, 3, 4, 4])
  }

  @Test func damagedHeadersAreAValueOrRefused() throws {
    var random = SeededBytes(seed: 2)
    for file in Self.files {
      for index in file.bytes.indices {
        _ = try ImageDimensions(
          reading: ByteArray(Array(file.bytes[..<index])), format: file.format)
        for _ in 0..<8 {
          var changed = file.bytes
          changed[index] = UInt8(truncatingIfNeeded: random.next())
          let found = try ImageDimensions(reading: ByteArray(changed), format: file.format)
          if let found { #expect(found.width > 0 && found.height > 0) }
        }
      }
    }
    #expect(try ImageDimensions(reading: ByteArray([]), format: .png) == nil)
    #expect(try ImageDimensions(reading: ByteArray(ImageGolden.png), format: .bmp) == nil)
    // Segments without end.
    let fill = [UInt8]([0xFF, 0xD8]) + [UInt8](repeating: 0xFF, count: 5_000)
    #expect(try ImageDimensions(reading: ByteArray(fill), format: .jpeg) == nil)
  }
}
