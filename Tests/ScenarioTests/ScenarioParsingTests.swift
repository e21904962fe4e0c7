import Testing

@Suite struct ScenarioParsingTests {
  private static let document = """
    # Title

    Text with a `$ word`.

    ```console
    $ cat >a <<.
    > one
    > .
    $ mlx nothing
    error: 'nothing' is not an mlx command
    \\$ output like a command
    [exit 2]
    ```

    ```
    $ not run
    ```

    """

  @Test func aDocumentIsKept() {
    #expect(Scenario(parsing: Self.document).document == Self.document)
  }

  @Test func stepsAreRead() {
    let steps = Scenario(parsing: Self.document).parts.compactMap { part in
      if case .step(let step) = part { step } else { nil }
    }
    #expect(
      steps == [
        ScenarioStep(command: "cat >a <<.\none\n.", output: [], line: 6),
        ScenarioStep(
          command: "mlx nothing",
          output: ["error: 'nothing' is not an mlx command", "$ output like a command"],
          exitStatus: 2, line: 9),
      ])
  }
}
