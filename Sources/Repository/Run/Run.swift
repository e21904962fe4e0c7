// `mlx run`: a command with what it read and made.
import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import WorkingTree

extension Repository {
  /// Runs a command, and records what it was given, what it made and how it ended. Inputs are hashed before and
  /// looked at again after it, outputs hashed after it. No file of the work tree is stored.
  ///
  /// A command that fails is recorded too: the result says how it ended.
  ///
  /// Errors: `input-missing`, `command-not-found`, `command-not-executable`, `trace-unavailable` and those of
  /// reading inputs: nothing ran then.
  public func run(_ request: RunRequest) throws -> RunReport {
    try format.checkWriting()
    try environment.checkSettings()
    if let name = request.name, let reason = RunRecord.fault(ofName: name) {
      throw RunError.invalidName(name, reason: reason)
    }
    let variables = environment.variables()
    let program = try ProgramSearch.find(
      request.words.first ?? "", in: request.folder, path: variables["PATH"])
    if request.isTraced { try ForegroundProgram.checkTracing() }
    var session = try RunSession(self, request)
    try session.prepare()
    request.willStart()
    let ended = try session.execute(program, variables: variables)
    return try session.record(ended)
  }
}

/// One run, from its preparation to its record.
struct RunSession {
  let repository: Repository
  let request: RunRequest
  let places: RunPlaces
  let loaded: LoadedIndex
  private var inputs: [RunContent] = []
  private var outputs: [RunFile.Place] = []
  private var before: [RunFile.Place: PlaceStamp] = [:]
  /// Why outputs are none, by name.
  private var reasons: [String: String] = [:]
  private var params: RunParams?
  private var code = RecordedCode.none
  private var environment: EnvironmentID?
  private var observer: RunObserver?
  private var notices: [String] = []
  private var started = Timestamp.min

  init(_ repository: Repository, _ request: RunRequest) throws {
    self.repository = repository
    self.request = request
    loaded = try repository.loadIndexState()
    places = RunPlaces(repository: repository, index: loaded.index, folder: request.folder)
    notices = loaded.notices
  }

  /// All that has to be known before the command begins.
  mutating func prepare() throws {
    let named = try request.inputs.map { ($0, try places.input($0)) }
    outputs = try unique(request.outputs.map { try places.output($0) })
    params = try places.params(request.params)
    for (typed, place) in named where !inputs.contains(where: { $0.file.place == place }) {
      guard let content = try places.content(place) else {
        throw RunError.inputMissing(typed, near: [])
      }
      inputs.append(content)
    }
    try storeSurroundings()
    for place in outputs { before[place] = places.stamp(place) }
    if request.isTraced {
      observer = RunObserver(
        repository,
        known: RunObserver.Known(
          inputs: inputs.map(\.file.place) + (params?.files.map(\.place) ?? []),
          index: loaded.index, code: code.paths, hasCode: try repository.recordsCode))
    }
  }

  /// Stores the code and the environment as they are before the command begins.
  private mutating func storeSurroundings() throws {
    let writer = repository.makeWriter()
    do {
      // What is data or is about to be made is no code, whether it is an asset yet or not.
      var index = loaded.index
      for path in uncodedPaths() {
        index.assets.append(AssetDeclaration(kind: .artifact, name: path.string, path: path))
      }
      code = try repository.recordCode(into: &index, writer: writer)
      environment = try repository.recordEnvironment(from: nil, writer: writer)?.asset.id
      try writer.publish(pending: [])
      writer.finishAfterSwap()
      notices += code.notices
    } catch {
      writer.discard()
      throw error
    }
  }

  private func uncodedPaths() -> [RepositoryPath] {
    let data = inputs.filter { input in
      guard let path = input.file.path, input.file.asset == nil else { return false }
      let guess = try? KindGuess.guess(path, in: repository.workTree)
      return guess?.kind == .dataset || guess?.kind == .model
    }
    let paths = outputs.compactMap { place -> RepositoryPath? in
      if case .path(let path) = place { path } else { nil }
    }
    let settings = params?.files.compactMap(\.path) ?? []
    return (data.compactMap(\.file.path) + paths + settings).filter {
      loaded.index.asset(containing: $0) == nil
    }
  }

  mutating func execute(
    _ file: FilePath, variables: [String: String]
  ) throws -> ForegroundProgram.Outcome {
    var program = ForegroundProgram(
      file: file, words: request.words, variables: variables, folder: request.folder)
    program.outputDescriptor = request.outputDescriptor
    program.errorDescriptor = request.errorDescriptor
    if let observer { program.watch = { observer.see($0, $1) } }
    started = repository.environment.clock()
    return try program.run()
  }

  private func unique(_ places: [RunFile.Place]) -> [RunFile.Place] {
    var seen: Set<RunFile.Place> = []
    return places.filter { seen.insert($0).inserted }
  }
}

// After the command.
extension RunSession {
  /// Looks at what was made, and lands the record.
  mutating func record(_ ended: ForegroundProgram.Outcome) throws -> RunReport {
    let identity = repository.environment.identity
    var run = RunRecord(
      command: request.words.isEmpty ? [""] : RedactedCommand.words(request.words),
      folder: (try? repository.workTree.relative(
        user: request.folder.string, from: request.folder)) ?? .root,
      author: identity.author(at: repository.environment.clock()),
      host: repository.environment.host, started: started, outcome: outcome(ended))
    run.name = request.name
    run.params = params.map { RunParams(values: RedactedParams.values($0.values), files: $0.files) }
    run.inputs = inputs.map(\.file)
    run.environment = environment
    run.code = code.asset
    var made: [RunContent] = []
    if run.outcome.isSuccess {
      let found = try RunOutputs(outputs, before: before, in: places)
      (run.outputs, made, reasons) = (found.files, found.made, found.reasons)
      run.metrics = places.metrics(run.outputs)
    } else {
      run.outputs = outputs.map { RunFile($0, object: nil, size: 0) }
    }
    // After Ctrl-C nobody wants to wait until all is read again.
    let changed = run.outcome.isInterrupted ? [] : try inputs.filter { try isChanged($0) }
    run.changed = changed.map(\.file.name)
    if let observer {
      observer.finish(&run, places, fault: ended.watchFault, notices: &notices)
    }
    let isObserved = run.trace.map { $0.unknownCalls == 0 } ?? false
    run.evidence = !run.changed.isEmpty ? .declared : isObserved ? .observed : .recorded
    notices += Self.notices(ended)
    return try land(run, ended, folders: inputs + made)
  }

  /// What cannot be looked at any more is not what it was.
  private func isChanged(_ input: RunContent) throws -> Bool {
    do {
      return try !places.isUnchanged(input)
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch {
      return true
    }
  }

  private static func notices(_ ended: ForegroundProgram.Outcome) -> [String] {
    var notices: [String] = []
    if ended.leftUnwatched {
      notices.append(
        "something that the command started goes on unwatched, and can open no files any more")
    } else if ended.leftSomeoneBehind {
      notices.append(
        "something that the command started goes on: what it writes is not recorded")
    }
    if ended.passingFault != 0 {
      notices.append(
        "what the command printed could not all be passed on (errno \(ended.passingFault)): "
          + "'mlx run show --stdout' and '--stderr' have it")
    }
    return notices
  }

  private func outcome(_ ended: ForegroundProgram.Outcome) -> RunOutcome {
    let end: RunOutcome.End =
      ended.signal.map { .signal($0) } ?? .exited(ended.status ?? 0)
    guard repository.environment.measuresRuns else {
      return RunOutcome(end: end, isInterrupted: ended.passedSignal != nil)
    }
    return RunOutcome(
      end: end, isInterrupted: ended.passedSignal != nil, seconds: ended.seconds,
      userSeconds: ended.userSeconds, systemSeconds: ended.systemSeconds,
      memoryBytes: ended.memoryBytes)
  }

  /// Makes the run one operation.
  private func land(
    _ found: RunRecord, _ ended: ForegroundProgram.Outcome, folders: [RunContent]
  ) throws -> RunReport {
    var run = found
    var notices = notices
    let words = ShellWord.joined(run.command).prefix(200)
    let id = try repository.transaction("run") { transaction in
      let writer = transaction.writer
      run.output = try stream(ended.output, writer)
      run.errors = try stream(ended.errors, writer)
      for content in folders { try content.writeTrees(writer) }
      if let code = run.code, try !writer.holdsTree(code.tree) {
        run.code = nil
        notices.append("the code was collected while the command ran: the run names none")
      }
      run.sequence = UInt64(
        try View.runs(in: transaction.base.operation.view, from: repository.store).count)
      notices += run.dropUnnameable()
      let bytes = run.encode()
      // What nobody could read again must not be stored.
      _ = try RunRecord.decode(bytes)
      let id = RunID(try writer.putBytes(.record, bytes))
      transaction.view.addRun(run)
      transaction.description = "\(Repository.runMark)\(id.short): \(words)"
      return id
    }
    let missing = run.outcome.isSuccess ? run.outputs.filter { $0.object == nil } : []
    return RunReport(
      id: id, run: run, missing: missing.map(\.name), reasons: reasons,
      notices: notices + changeNotices(run))
  }

  private func changeNotices(_ run: RunRecord) -> [String] {
    run.changed.map {
      "the input '\($0)' changed while the command ran: nobody knows which bytes it read, so the run "
        + "is 'declared' only"
    }
  }

  private func stream(_ output: CapturedOutput, _ writer: StoreWriter) throws -> RunStream? {
    guard output.size > 0 else { return nil }
    let bytes = output.bytes
    try repository.store(bytes, writer: writer)
    return RunStream(
      blob: BlobID(SHA256Hasher.hash(bytes)), size: output.size, isTruncated: output.isTruncated)
  }
}
