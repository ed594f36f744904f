import Testing

@testable import muster

@Suite struct `An environment variable` {
  @Test func `overrides the file`() throws {
    let loaded = try ConfigurationFixture.read(
      "listen: a:1\nlimits: {body: 1MiB}\n" + ConfigurationFixture.runtime,
      environment: ["MUSTER_LISTEN": "[::1]:9", "MUSTER_LIMITS_BODY": "2MiB", "MUSTER_SIGN_UP": "closed"])
    #expect(loaded.configuration.listen == ListenAddress(host: "::1", port: 9))
    #expect(loaded.configuration.limits.bodyBytes == 2 << 20)
    #expect(loaded.configuration.signUp == .closed)
    #expect(loaded.warnings.isEmpty)
  }

  @Test(arguments: ["MUSTER_RUNTIMES_0_MEMORY", "MUSTER_RUNTIMES_MY_BOX_MEMORY"])
  func `finds a runtime by number and by id`(_ variable: String) throws {
    let yaml = ConfigurationFixture.runtime.replacing("id: local", with: "id: my-box")
    let loaded = try ConfigurationFixture.read(yaml, environment: [variable: "3GiB"])
    #expect(loaded.configuration.runtimes.first?.memoryBytes == 3 << 30)
  }

  @Test func `has lists and mappings as YAML`() throws {
    let runtime = try ConfigurationFixture.read(
      ConfigurationFixture.runtime,
      environment: [
        "MUSTER_RUNTIMES_LOCAL_COMMAND": "[run, '{file}', '{port}', '{key}']",
        "MUSTER_RUNTIMES_LOCAL_ENVIRONMENT": "{A: b}",
      ]
    ).configuration.runtimes.first
    #expect(runtime?.command == ["run", "{file}", "{port}", "{key}"])
    #expect(runtime?.environment == ["A": "b"])
  }

  @Test func `defines a runtime if the file has none`() throws {
    let loaded = try ConfigurationFixture.read(
      "",
      environment: [
        "MUSTER_RUNTIMES_0_ID": "box", "MUSTER_RUNTIMES_0_MEMORY": "1GiB",
        "MUSTER_RUNTIMES_0_COMMAND": ConfigurationFixture.command,
      ])
    #expect(loaded.configuration.runtimes.map(\.id) == ["box"])
  }

  @Test func `is named when its value is invalid`() {
    let problems = ConfigurationFixture.problems(
      ConfigurationFixture.runtime, environment: ["MUSTER_SIGN_UP": "opn", "MUSTER_RUNTIMES_0_COMMAND": "[a"])
    #expect(problems.count == 2)
    #expect(problems.first == "MUSTER_SIGN_UP: 'sign_up' is 'opn'; allowed: open, approval, closed")
    #expect(problems.last?.hasPrefix("MUSTER_RUNTIMES_0_COMMAND: invalid YAML") == true)
  }

  @Test func `can't be set under two names`() {
    let problems = ConfigurationFixture.problems(
      ConfigurationFixture.runtime,
      environment: ["MUSTER_RUNTIMES_0_MEMORY": "1GiB", "MUSTER_RUNTIMES_LOCAL_MEMORY": "2GiB"])
    #expect(problems == ["MUSTER_RUNTIMES_0_MEMORY: MUSTER_RUNTIMES_LOCAL_MEMORY sets the same key; keep one"])
  }

  @Test(arguments: [
    ("MUSTER_LISTN", "MUSTER_LISTN: unknown variable, ignored; did you mean MUSTER_LISTEN?"),
    (
      "MUSTER_RUNTIMES_LOCAL_MEMRY",
      "MUSTER_RUNTIMES_LOCAL_MEMRY: unknown variable, ignored; did you mean MUSTER_RUNTIMES_LOCAL_MEMORY?"
    ),
    (
      "MUSTER_LIMITS_REQUESTS_PER_HOUR",
      "MUSTER_LIMITS_REQUESTS_PER_HOUR: unknown variable, ignored; there is no such key"
    ),
  ])
  func `that is mistyped gets a warning`(_ variable: String, _ warning: String) throws {
    #expect(try ConfigurationFixture.warnings(ConfigurationFixture.runtime, environment: [variable: "1"]) == [warning])
  }

  @Test(arguments: ["MUSTER_URL", "MUSTER_TOKEN", "MUSTER_SERVICE_HOST", "MUSTER_PORT_8080_TCP_ADDR", "HOME"])
  func `of something else is ignored`(_ variable: String) throws {
    #expect(try ConfigurationFixture.warnings(ConfigurationFixture.runtime, environment: [variable: "x"]).isEmpty)
  }
}
