/// Small pictures that Pillow wrote: 37 by 21 pixels, and 19 by 300 with an alpha channel.
enum ImageGolden {
  static let png = bytes("small.png")
  static let pngAlpha = bytes("alpha.png")
  static let jpeg = bytes("small.jpeg")
  static let gif = bytes("small.gif")
  static let webpLossy = bytes("lossy.webp")
  static let webpLossless = bytes("lossless.webp")
  static let webpExtended = bytes("extended.webp")

  private static func bytes(_ name: String) -> [UInt8] {
    (try? ExpectedModels.bytes(name)) ?? []
  }
}
