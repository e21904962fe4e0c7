// What a repack is going to do, and what it should save.
import ObjectStore

/// Tasks in order, with an estimate from samples.
struct RepackPlan {
  var tasks: [RepackTask] = []
  /// What the chunks of the tasks take, and what they should take.
  var oldBytes = 0.0
  var newBytes = 0.0

  static func += (a: inout RepackPlan, b: RepackPlan) {
    a.tasks += b.tasks
    a.oldBytes += b.oldBytes
    a.newBytes += b.newBytes
  }
}
