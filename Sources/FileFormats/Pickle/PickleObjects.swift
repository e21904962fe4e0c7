// Opcodes that make values of values: containers, names, and calls that are only written down.

extension PickleMachine {
  mutating func container(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: "]"): push(try heap.node(PickleNode(kind: .list)))
    case UInt8(ascii: "}"): push(try heap.node(PickleNode(kind: .dict)))
    case 0x8F: push(try heap.node(PickleNode(kind: .set)))
    case UInt8(ascii: ")"): push(try heap.node(PickleNode(kind: .tuple)))
    case UInt8(ascii: "t"): try pushNode(.tuple, try popToMark())
    case UInt8(ascii: "l"): try pushNode(.list, try popToMark())
    case UInt8(ascii: "d"): try pushNode(.dict, try pairs())
    case 0x91: try pushNode(.set, try popToMark())
    case 0x85: try tuple(of: 1)
    case 0x86: try tuple(of: 2)
    case 0x87: try tuple(of: 3)
    case UInt8(ascii: "a"): try extend([try pop()])
    case UInt8(ascii: "e"), 0x90: try extend(try popToMark())
    case UInt8(ascii: "s"):
      let value = try pop()
      try extend([try pop(), value])
    case UInt8(ascii: "u"): try extend(try pairs())
    default: return false
    }
    return true
  }

  private mutating func pushNode(_ kind: PickleNode.Kind, _ elements: [PickleValue]) throws {
    push(try heap.node(PickleNode(kind: kind, elements: elements)))
  }

  private mutating func tuple(of count: Int) throws {
    var elements: [PickleValue] = []
    for _ in 0..<count { elements.append(try pop()) }
    try pushNode(.tuple, elements.reversed())
  }

  private mutating func pairs() throws -> [PickleValue] {
    let values = try popToMark()
    guard values.count % 2 == 0 else { throw Unsound("a dictionary lacks a value") }
    return values
  }

  /// Into the list, dictionary, set or object on top of the stack.
  private mutating func extend(_ values: [PickleValue]) throws {
    heap.change(try top()) { $0.elements += values }
  }

  mutating func object(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: "c"):
      actions.insert(.global)
      push(try globalLines())
    case 0x93:
      actions.insert(.stackGlobal)
      let name = heap.text(of: try pop())
      let module = heap.text(of: try pop())
      push(try add(PickleGlobal(module ?? PickleGlobal.unknown, name ?? PickleGlobal.unknown)))
    case UInt8(ascii: "i"):
      actions.insert(.inst)
      let callee = try globalLines()
      try call(callee, try tupleToMark())
    case UInt8(ascii: "o"):
      actions.insert(.obj)
      var values = try popToMark()
      guard !values.isEmpty else { throw Unsound("an object has no class") }
      let callee = values.removeFirst()
      try call(callee, try heap.node(PickleNode(kind: .tuple, elements: values)))
    case 0x81, 0x92:
      actions.insert(.newobj)
      if opcode == 0x92 { _ = try pop() }
      let arguments = try pop()
      try call(try pop(), arguments)
    case UInt8(ascii: "R"):
      actions.insert(.reduce)
      let arguments = try pop()
      try call(try pop(), arguments)
    case UInt8(ascii: "b"):
      actions.insert(.build)
      let state = try pop()
      heap.change(try top()) { $0.state = state }
      try skipJoblibArray()
    case 0x82: try ext(UInt64(try reader.byte()))
    case 0x83: try ext(UInt64(try reader.integer(UInt16.self)))
    case 0x84: try ext(UInt64(try reader.integer(UInt32.self)))
    case UInt8(ascii: "P"):
      let line = try reader.line(most: Self.textBytesMax)
      try persistent(try heap.text(String(decoding: line, as: UTF8.self)))
    case UInt8(ascii: "Q"): try persistent(try pop())
    default: return false
    }
    return true
  }

  private mutating func globalLines() throws -> PickleValue {
    let module = try reader.line(most: 4096)
    let name = try reader.line(most: 4096)
    return try add(
      PickleGlobal(String(decoding: module, as: UTF8.self), String(decoding: name, as: UTF8.self)))
  }

  private mutating func tupleToMark() throws -> PickleValue {
    let elements = try popToMark()
    return try heap.node(PickleNode(kind: .tuple, elements: elements))
  }

  private mutating func call(_ callee: PickleValue, _ arguments: PickleValue) throws {
    push(
      try heap.node(PickleNode(kind: .object, callee: callee, arguments: arguments)))
  }

  private mutating func persistent(_ id: PickleValue) throws {
    actions.insert(.persistent)
    push(try heap.node(PickleNode(kind: .persistent, callee: id)))
  }

  private mutating func ext(_ code: UInt64) throws {
    actions.insert(.ext)
    push(try add(PickleGlobal("copyreg", "extension \(code)")))
  }
}
