/// A small Parquet file that pyarrow wrote: two row groups, ten fields, one of them a list and one
/// a group.
enum ParquetGolden {
  /// `id`, `small`, `price`, `name`, `day`, `at`, `money`, `tags`, `point`, `ok`; four rows.
  static let file = (try? ExpectedModels.bytes("small.parquet")) ?? []
}
