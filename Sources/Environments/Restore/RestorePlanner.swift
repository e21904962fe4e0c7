// From a record to a plan.
import FileIO
import Objects
import SystemPackage

/// Plans how an environment is made again with the tools of this machine.
public struct RestorePlanner: Sendable {
  /// What a new environment may hold though nobody asked for it.
  static let seeds: Set = ["pip", "setuptools", "wheel", "pkg-resources"]

  private let capture: EnvironmentCapture
  private let tools: RestoreTools
  private let present: SystemFacts?
  private let installerArguments: [String]
  private let files: SmallFiles

  /// - Parameter present: this machine; what differs from the record's is listed as a limit.
  /// - Parameter installerArguments: more arguments for pip or uv, such as
  ///   `["--extra-index-url", "https://download.pytorch.org/whl/cu118"]`.
  public init(
    _ capture: EnvironmentCapture, tools: RestoreTools, present: SystemFacts? = nil,
    installerArguments: [String] = [], fileSystem: any FileSystem
  ) {
    self.capture = capture
    self.tools = tools
    self.present = present
    self.installerArguments = installerArguments
    files = SmallFiles(fileSystem: fileSystem)
  }

  /// The plan for a folder, which must not exist or be empty. A plan without steps says in its
  /// limits why there are none.
  ///
  /// Errors: `EnvironmentError.targetNotEmpty`.
  public func plan(into folder: FilePath) throws(EnvironmentError) -> RestorePlan {
    if files.status(folder.string) != nil {
      let entries = try? files.fileSystem.entries(of: folder)
      guard entries?.isEmpty == true else { throw .targetNotEmpty(folder.string) }
    }
    var plan = RestorePlan(target: folder.string, steps: [], limits: [])
    switch capture.record.origin {
    case .conda: planConda(&plan)
    case .virtualenv, .system: planVirtualenv(&plan)
    case .none: limit(&plan, "interpreter", "the record holds no Python environment")
    }
    if let present {
      for change in FactChange.all(capture.record.system.facts, present.facts) {
        let before = change.before ?? "not known"
        limit(&plan, change.field, "it was \(before), and is \(change.after ?? "not known") here")
      }
    }
    return plan
  }

  private func limit(_ plan: inout RestorePlan, _ subject: String, _ reason: String) {
    plan.limits.append(RestorePlan.Limit(subject: subject, reason: reason))
  }

  // MARK: conda

  private func planConda(_ plan: inout RestorePlan) {
    let packages = capture.record.condaPackages
    guard let conda = tools.conda else {
      limit(
        &plan, "conda",
        "none of micromamba, mamba and conda is on PATH to install \(packages.count) packages")
      return
    }
    var arguments = ["create", "--yes", "-p", plan.target]
    var channels: [String] = []
    // A name that begins with a hyphen would be taken for an option.
    for channel in packages.compactMap({ $0.channel?.text })
    where !channels.contains(channel) && !channel.hasPrefix("-") {
      channels.append(channel)
    }
    if !channels.isEmpty { arguments.append("--override-channels") }
    for channel in channels { arguments += ["-c", channel] }
    arguments += packages.map { "\($0.name)=\($0.version)=\($0.build)" }
    plan.steps.append(
      RestorePlan.Step(
        sentence: "make a conda environment of \(counted(packages.count, "package"))",
        program: conda, arguments: arguments))
    let names = Dictionary(
      packages.map { (DistributionName.normalized($0.name), $0.version) },
      uniquingKeysWith: { $1 })
    let others = capture.record.distributions.filter {
      $0.installer != "conda" && names[$0.name] != $0.version
    }
    planPackages(others, &plan)
  }

  // MARK: virtual environments

  private func planVirtualenv(_ plan: inout RestorePlan) {
    guard let wanted = capture.record.interpreter, let minor = wanted.minorVersion else {
      limit(&plan, "interpreter", "the record does not say which Python it was")
      return
    }
    let exact = tools.interpreters.first { $0.interpreter == wanted }
    let name = "\(wanted.implementation) \(wanted.version)"
    if let uv = tools.uv {
      // uv fetches an interpreter that is not here.
      let isCPython = wanted.implementation == "CPython"
      let request =
        exact?.path ?? (isCPython ? wanted.version : "pypy\(minor)")
      plan.steps.append(
        RestorePlan.Step(
          sentence: "make a virtual environment of \(name)", program: uv,
          arguments: ["venv", "--python", request, plan.target]))
    } else if let found = exact ?? tools.interpreters.first {
      if exact == nil {
        limit(
          &plan, "interpreter",
          "\(name) is not installed; \(found.interpreter.version) at '\(found.path)' is used")
      }
      plan.steps.append(
        RestorePlan.Step(
          sentence: "make a virtual environment of \(found.interpreter.implementation) "
            + found.interpreter.version, program: found.path,
          arguments: ["-m", "venv", plan.target]))
    } else {
      limit(
        &plan, "interpreter",
        "\(name) is not installed, and neither is another \(minor); uv would fetch it")
      return
    }
    planPackages(capture.record.distributions, &plan)
  }

  private func planPackages(_ distributions: [Distribution], _ plan: inout RestorePlan) {
    let requirements = Requirements(distributions) { files.isFile($0) }
    plan.limits += requirements.limits
    if let locked = lockedStep(requirements, distributions, plan.target) {
      plan.steps.append(locked.step)
      let rest = distributions.filter {
        !locked.names.contains($0.name) && $0.name != "pip" && !$0.isOfSystem
      }
      let seeds = Requirements(rest) { _ in false }
      appendInstall(seeds.lines, "install", &plan)
    } else {
      appendInstall(requirements.lines, "install", &plan)
    }
    // pip comes last: it replaces the one that installs the others.
    if let pip = requirements.pip { appendInstall([pip], "install pip itself:", &plan) }
  }

  private func appendInstall(_ lines: [String], _ verb: String, _ plan: inout RestorePlan) {
    guard !lines.isEmpty else { return }
    let what = lines.count == 1 ? "'\(lines[0])'" : "\(lines.count) packages at exact versions"
    let file = RestorePlan.InputFile(
      path: PathText.join(plan.target, "mlx-requirements.txt"),
      bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
    plan.steps.append(
      installStep("\(verb) \(what)", ["--no-deps", "-r", file.path], file, plan.target))
  }

  private func installStep(
    _ sentence: String, _ arguments: [String], _ file: RestorePlan.InputFile, _ target: String
  ) -> RestorePlan.Step {
    let python = PathText.join(target, "bin/python")
    if let uv = tools.uv {
      return RestorePlan.Step(
        sentence: sentence, program: uv,
        arguments: ["pip", "install", "--python", python] + installerArguments + arguments,
        file: file)
    }
    return RestorePlan.Step(
      sentence: sentence, program: python,
      arguments: ["-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        + installerArguments + arguments,
      file: file)
  }

  /// The lock file that pins the same packages with hashes, if the record has one.
  private func lockedStep(
    _ requirements: Requirements, _ distributions: [Distribution], _ target: String
  ) -> (step: RestorePlan.Step, names: Set<String>)? {
    guard requirements.isIndexOnly, !requirements.lines.isEmpty else { return nil }
    for file in capture.record.lockFiles where file.name.hasSuffix(".txt") {
      guard let bytes = capture.lockFiles[file.name],
        BlobID(SHA256Hasher.hash(bytes)) == file.blob, let locked = HashedRequirements(bytes),
        locked.isExactly(requirements.fromIndex, seeds: Self.seeds)
      else { continue }
      let input = RestorePlan.InputFile(
        path: PathText.join(target, "mlx-requirements.txt"), bytes: bytes)
      let sentence =
        "install \(counted(locked.pins.count, "package")) by the hashes of '\(file.name)'"
      return (
        installStep(
          sentence, ["--no-deps", "--require-hashes", "-r", input.path], input, target),
        Set(locked.pins.keys)
      )
    }
    return nil
  }

  private func counted(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }
}
