/// Every target.
enum FuzzTargets {
  static let all =
    RecordTargets.all + TreeTargets.all + StoreTargets.all + FormatTargets.all + TextTargets.all
    + NameTargets.all
    + ForeignTargets.all + RemoteTargets.all + HistoryTargets.all
}
