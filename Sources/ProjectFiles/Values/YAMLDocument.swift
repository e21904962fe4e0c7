// The nodes of a YAML text, which know where they stand in it.
import Objects
import Yams

struct YAMLDocument {
  /// nil when there is nothing but comments.
  let root: Node?
  fileprivate let lines: YAMLLines

  init(root: Node?, lines: YAMLLines) {
    self.root = root
    self.lines = lines
  }

  /// A node's value, with aliases expanded and merged. Once that of the root was read, a walk over
  /// all nodes has an end, and is no longer than a budget.
  func value(of node: Node, budget: Int = YAMLReader.budget) throws(YAMLFault) -> JSONValue {
    var reader = YAMLReader(budget: budget)
    do throws(YAMLFault) {
      return try reader.value(node)
    } catch {
      throw lines.moved(error)
    }
  }

  /// Where a node begins.
  func place(of node: Node) -> TextPlace? {
    node.mark.map { lines.moved(TextPlace(line: $0.line, column: $0.column)) }
  }

  /// The keys of a map with what they hold; its own, then those that `<<` takes in. For maps in a
  /// root whose value was read.
  func members(of mapping: Node.Mapping) -> [YAMLMember] {
    var members: [YAMLMember] = []
    var merged: [YAMLMember] = []
    for (key, value) in mapping {
      guard case .scalar(let name) = key else { continue }
      if YAMLReader.isMerge(name) {
        for case .mapping(let source) in value.sequence.map(Array.init) ?? [value] {
          merged += self.members(of: source)
        }
      } else {
        members.append(YAMLMember(key: name.string, keyNode: key, value: value))
      }
    }
    guard !merged.isEmpty else { return members }
    var seen = Set(members.map(\.key))
    return members + merged.filter { seen.insert($0.key).inserted }
  }
}

/// A key of a map, and what it holds.
struct YAMLMember {
  let key: String
  let keyNode: Node
  let value: Node
}

/// The lines of the text that was given, in that which was composed.
struct YAMLLines {
  /// How many lines stand before the first one.
  let before: Int
  let count: Int

  func moved(_ place: TextPlace) -> TextPlace {
    // What is missed at the end is missed on the last line.
    TextPlace(line: min(max(1, place.line - before), count), column: place.column)
  }

  func moved(_ fault: YAMLFault) -> YAMLFault {
    YAMLFault(fault.reason, at: fault.place.map(moved))
  }
}
