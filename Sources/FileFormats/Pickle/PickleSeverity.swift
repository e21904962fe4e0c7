/// How bad it is that a pickle imports something.
public enum PickleSeverity: String, Sendable, Comparable, CaseIterable {
  /// Makes plain data, arrays or models.
  case safe
  /// Not known: it may do anything.
  case suspicious
  /// Known to run code, or to reach files, the network or other processes.
  case dangerous

  /// Safe before suspicious before dangerous.
  public static func < (a: PickleSeverity, b: PickleSeverity) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension PickleGlobal {
  /// What the table says of this import; a name that it does not know is suspicious.
  ///
  /// A name with dots is looked up part by part by the loader, through whatever a module imported
  /// itself: it is never safe.
  public var severity: PickleSeverity {
    let module = Self.modernNames[module] ?? module
    let names = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if PickleImports.isDangerous(module: module) { return .dangerous }
    if names.contains(where: { PickleImports.isDangerous($0, in: module) }) { return .dangerous }
    if names.count > 1 {
      let reachesModule = names.contains { PickleImports.isDangerous(module: $0) }
      return reachesModule ? .dangerous : .suspicious
    }
    return PickleImports.isSafe(name, in: module) ? .safe : .suspicious
  }

  /// Names of modules of Python 2, which the loader maps for protocols before 3.
  private static let modernNames = [
    "__builtin__": "builtins", "exceptions": "builtins", "copy_reg": "copyreg",
    "cPickle": "pickle", "commands": "subprocess", "httplib": "http.client",
    "urllib2": "urllib.request", "BaseHTTPServer": "http.server", "SocketServer": "socketserver",
    "xmlrpclib": "xmlrpc.client", "thread": "_thread", "anydbm": "dbm", "UserDict": "collections",
    "UserList": "collections", "UserString": "collections",
  ]
}
