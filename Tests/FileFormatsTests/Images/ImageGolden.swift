import Foundation

/// Small pictures that Pillow wrote: 37 by 21 pixels, and 19 by 300 with an alpha channel.
enum ImageGolden {
  /// `png`
  static let png = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAIAAABOhrD5AAAAJklEQVR4nGPkOiHHQEfARE/LRu0btW/UvlH7Ru0btW/U
    vlH7qAAAZbMBGv/aqOMAAAAASUVORK5CYII=
    """)

  /// `pngAlpha`
  static let pngAlpha = bytes(
    """
    iVBORw0KGgoAAAANSUhEUgAAABMAAAEsCAYAAAAhC4gAAAAAbklEQVR4nO3MNwEAAAgAIEdV+2ewhJ8QgMzqiSN1Fclk
    MplMJpPJZDKZTCaTyWQymUwmk8lkMplMJpPJZDKZTCaTyWQymUwmk8lkMplMJpPJZDKZTCaTyWQymUwmk8lkMplMJpPJ
    ZDKZTCaT/cwWfCcCwvW4ITEAAAAASUVORK5CYII=
    """)

  /// `jpeg`
  static let jpeg = bytes(
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqM
    yP/L2u71////m8H////6/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4
    +Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAAVACUDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcI
    CQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRol
    JicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ip
    qrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAA
    AAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLR
    ChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaX
    mJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEA
    PwBKKKK5TgCiiigAooooAKKKKACiiigAooooA//Z
    """)

  /// `gif`
  static let gif = bytes(
    """
    R0lGODdhJQAVAIEAAArIHgAAAAAAAAAAACwAAAAAJQAVAEAILwABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFixgzatzI
    saPHjyBDihxJsqRJkgEBADs=
    """)

  /// `webpLossy`
  static let webpLossy = bytes(
    """
    UklGRkQAAABXRUJQVlA4IDgAAABwAwCdASolABUAP3G21GI0ryqmJWgCkC4JZwDOZoAAK/dimAAA/Mr8rH1Od/oUbKJP
    A8leMAAAAA==
    """)

  /// `webpLossless`
  static let webpLossless = bytes(
    """
    UklGRiYAAABXRUJQVlA4TBoAAAAvEsBKEAdQgVQIIAAKmpLFABLC//tKRP9TQQ==
    """)

  /// `webpExtended`
  static let webpExtended = bytes(
    """
    UklGRm4AAABXRUJQVlA4WAoAAAAQAAAAEgAAKwEAQUxQSBAAAAABB1CyiAgACeH/fSWi/6kgVlA4IDgAAACwBACdASoT
    ACwBP3G42GU0ryunIOgCkC4JaQAAB3ZVfL3GnvJvp06dOnTp06b4AP7uAwAAAAAAAA==
    """)

  private static func bytes(_ text: String) -> [UInt8] {
    [UInt8](Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
  }
}
