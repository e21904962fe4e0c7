// Reads what mlx.yaml says that models must reach.
import Evaluation
import Objects
import Yams

extension ProjectReader {
  mutating func gates(_ member: YAMLMember) -> [ModelGates] {
    guard case .mapping(let mapping) = member.value else {
      fault(
        "'gates' is \(kind(of: member.value)), where names of models are expected", member.value,
        hint: "write 'fraud:' on a line below, and a list of gates indented below that")
      return []
    }
    var all: [ModelGates] = []
    for member in document.members(of: mapping) {
      guard let name = modelName(member) else { continue }
      let line = document.place(of: member.keyNode)?.line
      if let earlier = all.first(where: { $0.model == name }) {
        fault(
          "the model '\(name)' is there already" + (earlier.line.map { ", in line \($0)" } ?? ""),
          member.keyNode, hint: "put all of its gates in one list")
        continue
      }
      all.append(ModelGates(model: name, line: line, gates: gateList(member)))
    }
    return all
  }

  /// The name of a model, with or without its kind.
  private mutating func modelName(_ member: YAMLMember) -> String? {
    guard let word = assetWord(member.key, at: member.keyNode) else { return nil }
    guard let kind = word.kind, kind != .model else { return word.name }
    fault("'\(member.key)' is no model", member.keyNode, hint: "gates are for models")
    return nil
  }

  private mutating func gateList(_ member: YAMLMember) -> [Gate] {
    if member.value.isNothing { return [] }
    guard case .sequence(let nodes) = member.value else {
      fault(
        "the gates of '\(member.key)' are \(kind(of: member.value)), not a list", member.value,
        hint: "write a line '- metric: recall' for each, and 'min: 0.9' below it")
      return []
    }
    var gates: [Gate] = []
    for node in nodes {
      if let gate = gate(node) { gates.append(gate) }
    }
    return gates
  }

  private mutating func gate(_ node: Node) -> Gate? {
    let known = faults.count
    let members = keyed(node, ProjectKey.gate, of: "a gate")
    guard case .mapping = node else { return nil }
    // What a slip of the finger hides is not missing.
    let isWhole = faults.count == known
    guard let measure = measure(members, node, isWhole) else { return nil }
    var gate = Gate(measure, line: document.place(of: node)?.line)
    gate.minimum = number(members["min"])
    gate.maximum = number(members["max"])
    gate.direction = direction(members["direction"])
    gate.slice = text(members["slice"])
    gate.on = text(members["on"]).flatMap { datasetName($0, members["on"]) }
    gate.predictions = path(members["predictions"])?.string
    if let member = members["predictions"], members["on"] == nil {
      fault(
        "'predictions' needs 'on': which data they are about", member.keyNode,
        hint: "add 'on: DATASET'")
    }
    gate.noWorseThan = comparison(members["no_worse_than"])
    if members["min"] == nil, members["max"] == nil, members["no_worse_than"] == nil, isWhole {
      fault(
        "a gate asks for nothing", node, hint: "give it 'min', 'max' or 'no_worse_than'")
    }
    if let least = gate.minimum, let most = gate.maximum, least > most {
      fault("'min' is more than 'max'", members["min"]?.value ?? node)
    }
    if gate.noWorseThan != nil, gate.betterDirection == nil {
      fault(
        "the name '\(gate.measureText)' does not tell whether more of it is better", node,
        hint: "add 'direction: higher' or 'direction: lower'")
    }
    return gate
  }

  private mutating func measure(
    _ members: [String: YAMLMember], _ node: Node, _ isWhole: Bool
  ) -> Gate.Measure? {
    switch (members["metric"], members["cost"]) {
    case (let metric?, nil): return text(metric).map { .metric($0) }
    case (nil, let cost?):
      guard let text = text(cost) else { return nil }
      do throws(EvaluationError) {
        return .cost(try CostExpression(parsing: text))
      } catch {
        fault(error.description, cost.value, hint: error.hint)
        return nil
      }
    case (_?, let cost?): fault("a gate has a 'metric' or a 'cost', not both", cost.keyNode)
    case (nil, nil) where !isWhole: return nil
    case (nil, nil):
      fault("a gate has neither 'metric' nor 'cost'", node, hint: "write 'metric: recall'")
    }
    return nil
  }

  private mutating func number(_ member: YAMLMember?) -> Double? {
    guard let member else { return nil }
    if case .scalar(let scalar) = member.value, let number = scalar.value.number, number.isFinite {
      return number
    }
    fault("'\(member.key)' is \(kind(of: member.value)), not a number", member.value)
    return nil
  }

  private mutating func direction(_ member: YAMLMember?) -> MetricDirection? {
    guard let member, let word = text(member) else { return nil }
    if let direction = MetricDirection(rawValue: word) { return direction }
    fault("'\(word)' is no direction", member.value, hint: "write 'higher' or 'lower'")
    return nil
  }

  private mutating func datasetName(_ text: String, _ member: YAMLMember?) -> String? {
    guard let member, let word = assetWord(text, at: member.value) else { return nil }
    guard let kind = word.kind, kind != .dataset else { return word.name }
    fault("'\(text)' is no dataset", member.value, hint: "write the name of a dataset")
    return nil
  }

  /// `{ref: BASE, by: 0.01}`, or the version alone.
  private mutating func comparison(_ member: YAMLMember?) -> Gate.Comparison? {
    guard let member else { return nil }
    if case .scalar = member.value {
      return text(member).map { Gate.Comparison(reference: $0) }
    }
    let members = keyed(member.value, ProjectKey.comparison, of: "'no_worse_than'")
    guard case .mapping = member.value else { return nil }
    guard let reference = members["ref"] else {
      fault(
        "'no_worse_than' does not say than what", member.value,
        hint: "write 'no_worse_than: {ref: BASE, by: 0.01}'")
      return nil
    }
    guard let name = text(reference) else { return nil }
    return Gate.Comparison(reference: name, by: allowance(members["by"]) ?? .absolute(0))
  }

  /// `0.01`, or `2 %`.
  private mutating func allowance(_ member: YAMLMember?) -> Gate.Allowance? {
    guard let member else { return nil }
    if case .scalar(let scalar) = member.value {
      if let number = scalar.value.number, number.isFinite, number >= 0 {
        return .absolute(number)
      }
      if let text = scalar.value.string, text.hasSuffix("%") {
        let digits = text.dropLast().reversed().drop { $0 == " " }.reversed()
        let isPlain = digits.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
        if isPlain, let percent = Double(String(digits)), percent.isFinite {
          return .relative(percent / 100)
        }
      }
    }
    fault(
      "'\(member.key)' is no amount from 0 on", member.value,
      hint: "write a number such as 0.01, or a part such as 2 %")
    return nil
  }
}
