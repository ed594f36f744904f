import Foundation
import Subprocess
import Testing

@testable import Runtimes

/// The executable itself as a guard, without the runtime around it.
@Suite
struct `A guard` {
  private func run(_ command: [String], grace: Int = 500) async throws -> (
    status: TerminationStatus, output: String
  ) {
    let result = try await Subprocess.run(
      .path(.init(RuntimeFixture.muster)), arguments: Arguments(["__guard", "\(grace)", "--"] + command),
      input: .inputWriter, output: .sequence, error: .combinedWithOutput
    ) { execution in
      var output = ""
      for try await line in execution.standardOutput.strings() { output += line + "\n" }
      return output
    }
    return (result.terminationStatus, result.closureResult)
  }

  @Test func `passes the program's status on`() async throws {
    let end = try await run(["sh", "-c", "echo said; exit 3"])
    #expect(end.status == .exited(3))
    #expect(end.output.contains(/^muster-guard: pid [0-9]+\nsaid\n$/))
  }

  @Test func `tells a signal as 128 and its number`() async throws {
    #expect(try await run(["sh", "-c", "kill -9 $$"]).status == .exited(137))
  }

  @Test func `says what could not be executed`() async throws {
    let end = try await run(["/no/such/program"])
    #expect(end.status == .exited(127))
    #expect(
      end.output.contains("muster-guard: cannot run /no/such/program: No such file or directory"))
  }

  @Test(arguments: [[], ["x", "--", "true"], ["5", "true"], ["5", "--"]])
  func `refuses wrong arguments`(_ arguments: [String]) async throws {
    let result = try await Subprocess.run(
      .path(.init(RuntimeFixture.muster)), arguments: Arguments(["__guard"] + arguments),
      output: .discarded)
    #expect(result.terminationStatus == .exited(64))
  }

  @Test func `gives the program an empty input, all signals and none of Muster's settings`()
    async throws
  {
    let script =
      "import os,signal,sys; print(repr(sys.stdin.read()), signal.pthread_sigmask(signal.SIG_BLOCK, []), "
      + "[k for k in os.environ if k.startswith('MUSTER_')], os.getpgid(0) == os.getpid())"
    #expect(
      try await run(["env", "MUSTER_TOKEN=x", "python3", "-c", script]).output.hasSuffix(
        "'' set() ['MUSTER_TOKEN'] True\n"))
    let inherited = try await Subprocess.run(
      .path(.init(RuntimeFixture.muster)), arguments: ["__guard", "500", "--", "python3", "-c", script],
      environment: .inherit.updating(["MUSTER_TOKEN": "x"]), input: .inputWriter, output: .sequence,
      error: .combinedWithOutput
    ) { execution in
      var last = ""
      for try await line in execution.standardOutput.strings() { last = line }
      return last
    }
    #expect(inherited.closureResult == "'' set() [] True")
  }

  @Test func `ends all processes of the group, and those that left it`() async throws {
    let marker = "4\(Int.random(in: 1_000_000...9_999_999))"
    _ = try await run(["sh", "-c", "sleep \(marker) & setsid sleep \(marker) & sleep 0.2; exit 0"])
    #expect(ProcessTable.pids(mentioning: marker) == [])
  }

  /// A program in Python that starts a guard as Muster does, and can be killed as Muster can.
  private func startParent(_ fixture: RuntimeFixture, ignoringTerm: Bool) async throws -> (
    parent: Int, marker: String
  ) {
    let marker = fixture.path("child.py")
    try fixture.write(
      "child.py",
      """
      import os, pathlib, signal, subprocess
      \(ignoringTerm ? "signal.signal(signal.SIGTERM, signal.SIG_IGN)" : "")
      child = subprocess.Popen(["python3", "-c", "import signal; signal.alarm(600); signal.pause()", __file__])
      pathlib.Path(__file__).with_name("started").write_text(str(child.pid))
      signal.alarm(600)  # outlives no failed test for longer
      signal.pause()
      """)
    try fixture.write(
      "parent.py",
      """
      import pathlib, os, signal, subprocess, sys
      here = pathlib.Path(__file__).parent
      guard = subprocess.Popen([sys.argv[1], "__guard", "500", "--", "python3", str(here / "child.py")],
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
      (here / "parent").write_text(str(os.getpid()))
      signal.alarm(600)  # outlives no failed test for longer
      signal.pause()
      """)
    _ = try await Subprocess.run(
      .name("sh"),
      arguments: [
        "-c", "python3 \(fixture.path("parent.py")) \(RuntimeFixture.muster) >/dev/null 2>&1 &",
      ],
      output: .discarded)
    try #require(
      await eventually {
        (fixture.read("started") ?? "") != "" && (fixture.read("parent") ?? "") != ""
      })
    return (try #require(Int(fixture.read("parent") ?? "")), marker)
  }

  @Test(arguments: [false, true])
  func `ends its program when its parent is killed, even one with children that ignores TERM`(
    _ ignoringTerm: Bool
  ) async throws {
    let fixture = try RuntimeFixture()
    defer { fixture.remove() }
    let (parent, marker) = try await startParent(fixture, ignoringTerm: ignoringTerm)
    #expect(ProcessTable.pids(mentioning: marker).count == 3)  // guard, program, its child
    kill(pid_t(parent), SIGKILL)
    #expect(await eventually(within: .seconds(3)) { ProcessTable.pids(mentioning: marker).isEmpty })
  }

  @Test func `takes its program along when it is killed itself`() async throws {
    let fixture = try RuntimeFixture()
    defer { fixture.remove() }
    let (parent, marker) = try await startParent(fixture, ignoringTerm: false)
    defer { kill(pid_t(parent), SIGKILL) }
    let child = try #require(Int(fixture.read("started") ?? ""))
    let program = try #require(ProcessTable.parent(of: child))
    let guardPID = try #require(ProcessTable.parent(of: program))
    kill(pid_t(guardPID), SIGKILL)
    #expect(await eventually(within: .seconds(3)) { !ProcessTable.exists(program) })
    // Only the runtime can reach the program's own children then; see "A killed guard" below.
    kill(pid_t(child), SIGKILL)
    #expect(await eventually { ProcessTable.pids(mentioning: marker).isEmpty })
  }
}
