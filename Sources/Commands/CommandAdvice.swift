/// Hints for errors that have none of their own, since they do not know which command they stopped.
enum CommandAdvice {
  static func hint(code: String, command: [String]) -> String? {
    let name = command.joined(separator: " ")
    switch (code, name) {
    case ("usage", ""): return "run 'mlx help' for the commands"
    case ("usage", _): return "run 'mlx help \(name)'"
    case ("not-found", _):
      return "check the spelling; a path is relative to the folder that the command runs in"
    case ("is-a-directory", "env capture"): return "name a file"
    case ("is-a-directory", "hash-object"): return "name the files in it"
    case ("not-a-directory", "init"), ("not-a-directory", "demo"):
      return "name a folder, or a path at which nothing is"
    case ("not-a-directory", _): return "name a folder"
    case ("ref-exists", "switch"): return "leave '-c' out to switch to it, or use another name"
    case ("ref-exists", "checkout"): return "leave '-b' out to switch to it, or use another name"
    case ("ref-exists", "branch"): return "use another name, or replace it with '-f'"
    default: return nil
    }
  }
}
