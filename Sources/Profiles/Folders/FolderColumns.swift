// Drift of folders: their files as the rows of a table.
import Objects

extension TableProfile {
  /// A folder's files as a table of one row a file: format, size, class, and of pictures width and
  /// height. What measures drift of tables measures it of folders so.
  public init(_ folder: FolderProfile) {
    self.init(format: "folder")
    rows = folder.total.files
    columns = [
      ColumnProfile("format", counting: folder.types.mapValues(\.files)),
      ColumnProfile("bytes", numbers: folder.sizes, rows: rows),
    ]
    if !folder.classes.isEmpty {
      columns.append(ColumnProfile("class", counting: folder.classes))
    }
    if folder.widths.count > 0 {
      columns.append(ColumnProfile("width", numbers: folder.widths, rows: folder.widths.count))
      columns.append(ColumnProfile("height", numbers: folder.heights, rows: folder.heights.count))
    }
  }
}

extension ColumnProfile {
  /// A column of words, each as often as it is counted.
  fileprivate init(_ name: String, counting words: [String: UInt64]) {
    self.init(name: name)
    for (word, count) in words.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      let bytes = Array(word.utf8)
      counts.texts &+= count
      frequent.add(bytes, count: count)
      distinct.add(hash: StableHash.avalanche(StableHash.hash(bytes)))
    }
  }

  /// A column of whole numbers.
  fileprivate init(_ name: String, numbers: NumberProfile, rows: UInt64) {
    self.init(name: name)
    counts.integers = rows
    self.numbers = numbers
  }
}
