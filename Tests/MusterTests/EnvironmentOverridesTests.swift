import Testing

@testable import muster

@Suite struct `An environment variable` {
  @Test func `wins over the file`() throws {
    let loaded = try ConfigurationFixture.read(
      "listen: a:1\nlimits: {body: 1MiB}\n" + ConfigurationFixture.runtime,
      environment: ["MUSTER_LISTEN": "[::1]:9", "MUSTER_LIMITS_BODY": "2MiB", "MUSTER_SIGN_UP": "closed"])
    #expect(loaded.configuration.listen == ListenAddress(host: "::1", port: 9))
    #expect(loaded.configuration.limits.bodyBytes == 2 << 20)
    #expect(loaded.configuration.signUp == .closed)
    #expect(loaded.doubts.isEmpty)
  }

  @Test(arguments: ["MUSTER_RUNTIMES_0_MEMORY", "MUSTER_RUNTIMES_MY_BOX_MEMORY"])
  func `finds a runtime by number and by id`(_ variable: String) throws {
    let yaml = ConfigurationFixture.runtime.replacing("id: local", with: "id: my-box")
    let loaded = try ConfigurationFixture.read(yaml, environment: [variable: "3GiB"])
    #expect(loaded.configuration.runtimes.first?.memoryBytes == 3 << 30)
  }

  @Test func `holds lists and groups as YAML`() throws {
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

  @Test func `makes a runtime where the file has none`() throws {
    let loaded = try ConfigurationFixture.read(
      "",
      environment: [
        "MUSTER_RUNTIMES_0_ID": "box", "MUSTER_RUNTIMES_0_MEMORY": "1GiB",
        "MUSTER_RUNTIMES_0_COMMAND": ConfigurationFixture.command,
      ])
    #expect(loaded.configuration.runtimes.map(\.id) == ["box"])
  }

  @Test func `is named when its value is wrong`() {
    let complaints = ConfigurationFixture.complaints(
      ConfigurationFixture.runtime, environment: ["MUSTER_SIGN_UP": "opn", "MUSTER_RUNTIMES_0_COMMAND": "[a"])
    #expect(complaints.count == 2)
    #expect(complaints.first == "MUSTER_SIGN_UP: 'sign_up' is 'opn'; allowed: open, approval, closed")
    #expect(complaints.last?.hasPrefix("MUSTER_RUNTIMES_0_COMMAND: this is not YAML") == true)
  }

  @Test func `may not be given under two names`() {
    let complaints = ConfigurationFixture.complaints(
      ConfigurationFixture.runtime,
      environment: ["MUSTER_RUNTIMES_0_MEMORY": "1GiB", "MUSTER_RUNTIMES_LOCAL_MEMORY": "2GiB"])
    #expect(complaints == ["MUSTER_RUNTIMES_0_MEMORY: MUSTER_RUNTIMES_LOCAL_MEMORY means the same; keep one"])
  }

  @Test(arguments: [
    ("MUSTER_LISTN", "MUSTER_LISTN: not understood and ignored; did you mean MUSTER_LISTEN?"),
    (
      "MUSTER_RUNTIMES_LOCAL_MEMRY",
      "MUSTER_RUNTIMES_LOCAL_MEMRY: not understood and ignored; did you mean MUSTER_RUNTIMES_LOCAL_MEMORY?"
    ),
    (
      "MUSTER_LIMITS_REQUESTS_PER_HOUR",
      "MUSTER_LIMITS_REQUESTS_PER_HOUR: not understood and ignored; there is no such key"
    ),
  ])
  func `that is mistyped is doubted`(_ variable: String, _ doubt: String) throws {
    #expect(try ConfigurationFixture.doubts(ConfigurationFixture.runtime, environment: [variable: "1"]) == [doubt])
  }

  @Test(arguments: ["MUSTER_URL", "MUSTER_TOKEN", "MUSTER_SERVICE_HOST", "MUSTER_PORT_8080_TCP_ADDR", "HOME"])
  func `that is not about the configuration is left alone`(_ variable: String) throws {
    #expect(try ConfigurationFixture.doubts(ConfigurationFixture.runtime, environment: [variable: "x"]).isEmpty)
  }
}
