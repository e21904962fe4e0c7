/// A name that a pickle imports where it is loaded: `os.system`.
public struct PickleGlobal: Sendable, Hashable, CustomStringConvertible {
  /// The module, as the pickle names it.
  public let module: String
  /// The name in it; from protocol 4 on it may have dots.
  public let name: String

  /// A name in a module.
  public init(_ module: String, _ name: String) {
    self.module = module
    self.name = name
  }

  public var description: String { "\(module).\(name)" }

  /// Stands for a module or name that the pickle computes, or builds of something other than texts.
  public static let unknown = "?"
}

/// Opcodes that make a pickle more than plain data.
public struct PickleActions: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16

  /// These bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// GLOBAL: imports a name that is written out.
  public static let global = PickleActions(rawValue: 1)
  /// STACK_GLOBAL: imports a name from texts on the stack.
  public static let stackGlobal = PickleActions(rawValue: 2)
  /// INST: imports and calls.
  public static let inst = PickleActions(rawValue: 4)
  /// OBJ: calls a class on the stack.
  public static let obj = PickleActions(rawValue: 8)
  /// NEWOBJ and NEWOBJ_EX: make an object of a class.
  public static let newobj = PickleActions(rawValue: 16)
  /// REDUCE: calls anything.
  public static let reduce = PickleActions(rawValue: 32)
  /// BUILD: calls `__setstate__`, or sets attributes.
  public static let build = PickleActions(rawValue: 64)
  /// EXT1, EXT2 and EXT4: names of `copyreg`'s registry.
  public static let ext = PickleActions(rawValue: 128)
  /// PERSID and BINPERSID: what the loading program resolves.
  public static let persistent = PickleActions(rawValue: 256)

  /// The names of what is there, in the order above.
  public var names: [String] {
    let all = [
      "GLOBAL", "STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "REDUCE", "BUILD", "EXT", "PERSID",
    ]
    return all.enumerated().filter { rawValue >> UInt16($0.offset) & 1 == 1 }.map(\.element)
  }
}
