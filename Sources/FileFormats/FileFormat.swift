/// What a file holds. The raw value is what a commit records as `format`.
public enum FileFormat: String, Sendable, CaseIterable {
  // Models.
  case safetensors, gguf, onnx, pytorch, keras, tflite, hdf5, pickle
  // Arrays and tables.
  case npy, npz, csv, tsv, jsonl, parquet, arrow, avro, orc, sqlite, excel, tfrecord
  // Text.
  case json, yaml, toml, xml, html, markdown, text, python, notebook
  // Media.
  case png, jpeg, gif, webp, bmp, tiff, wav, flac, mp3, ogg, mp4, pdf
  // Packed files.
  case zip, gzip, zstd, xz, bzip2, tar
  /// A small text that stands for a file that git LFS keeps elsewhere.
  case gitLFSPointer = "git-lfs-pointer"

  /// The format by content where it shows, otherwise by name.
  ///
  /// A name is not believed for a format that would show in its first bytes and does not. nil when
  /// nothing is known.
  ///
  /// - Parameter head: the first bytes, some hundreds or more; none to go by the name alone.
  public static func guess(name: String, head: [UInt8]) -> FileFormat? {
    let named = FormatName.format(of: name)
    guard !head.isEmpty else { return named }
    if let found = FormatMagic.format(of: head) { return refine(found, named: named, head: head) }
    if let named, !FormatMagic.shows(named) {
      return named.isText && !TextProbe.isProbablyText(head) ? nil : named
    }
    return TextProbe.isProbablyText(head) ? .text : nil
  }

  /// Containers that several formats use: the name says which, if it may.
  private static func refine(
    _ found: FileFormat, named: FileFormat?, head: [UInt8]
  ) -> FileFormat {
    switch (found, named) {
    case (.zip, .npz?), (.zip, .pytorch?), (.zip, .keras?), (.zip, .excel?): named ?? found
    case (.zip, _): FormatMagic.zipContent(head) ?? .zip
    case (.pickle, .pytorch?), (.hdf5, .keras?): named ?? found
    default: found
    }
  }

  /// Whether people read files of this format in an editor.
  public var isText: Bool {
    switch self {
    case .csv, .tsv, .jsonl, .json, .yaml, .toml, .xml, .html, .markdown, .text, .python,
      .notebook, .gitLFSPointer:
      true
    default: false
    }
  }

  /// Whether this is a picture, a sound or a film: what folders of examples are made of.
  public var isMedia: Bool {
    switch self {
    case .png, .jpeg, .gif, .webp, .bmp, .tiff, .wav, .flac, .mp3, .ogg, .mp4: true
    default: false
    }
  }
}
