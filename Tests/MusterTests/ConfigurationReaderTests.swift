import Testing

@testable import muster

@Suite struct `A configuration` {
  @Test func `has the documented defaults`() throws {
    let configuration = try ConfigurationFixture.read(ConfigurationFixture.runtime).configuration
    var expected = Configuration()
    expected.listen = ListenAddress(host: "127.0.0.1", port: 8080)
    expected.data = "/srv/muster/data"
    expected.models = "/srv/muster/models"
    expected.signUp = .open
    expected.sessionLifetime = .seconds(28 * 86_400)
    expected.limits = Configuration.Limits(
      bodyBytes: 32 << 20, bodiesBytes: 256 << 20, connections: 4000, waiting: 1000)
    expected.binRetention = .seconds(90 * 86_400)
    expected.backups = Configuration.Backups(folder: nil, every: .seconds(86_400), keep: 14)
    expected.downloads = Configuration.Downloads(reserveBytes: 2 << 30, huggingFace: "https://huggingface.co")
    expected.audit = Configuration.Audit(retention: .seconds(400 * 86_400), publishEvery: .seconds(60))
    expected.shutdownTimeout = .seconds(30)
    expected.logLevel = .info
    expected.runtimes = [
      Configuration.Runtime(
        id: "local", kind: .process, memoryBytes: 16 << 30,
        command: ["llama-server", "--model", "{file}", "--port", "{port}", "--api-key", "{key}"], environment: [:],
        loadTimeout: .seconds(120), drainTimeout: .seconds(600), unloadGrace: .seconds(10),
        healthInterval: .seconds(5), stallTimeout: .seconds(60))
    ]
    #expect(configuration == expected)
  }

  @Test func `takes every value from the file`() throws {
    let yaml = """
      listen: "[::1]:0"
      data: /var/lib/muster
      models: ~/weights
      sign_up: closed
      session_lifetime: 12h
      limits: {body: 1MB, bodies: 2MiB, connections: 100, waiting: 0}
      bin_retention: 30d
      backups: {folder: ./safe, every: 6h, keep: 3}
      downloads: {reserve: 1GiB, hugging_face: "https://mirror.example.org/", hugging_face_token: {file: token}}
      audit:
        retention: 1d
        short_retention: allowed
        publish_file: c.txt
        publish_syslog: logs.example.org:514
        publish_webhook: https://example.org/hook?key=1
        publish_every: 5s
      shutdown_timeout: 500ms
      log_level: debug
      runtimes:
        - id: big-box_1
          kind: process
          memory: 1.5GB
          command: [./bin/serve, "{file}", "--port={port}", "{key}"]
          environment: {OMP_NUM_THREADS: 4, EMPTY: }
          profiles: {other: [./bin/other, "{file}", "{port}", "{key}"]}
          model_commands: true
          load_timeout: 10m
          drain_timeout: 0
          unload_grace: 1s
          health_interval: 250ms
          stall_timeout: 2h
      """
    let configuration = try ConfigurationFixture.read(yaml).configuration
    var expected = Configuration()
    expected.listen = ListenAddress(host: "::1", port: 0)
    expected.data = "/var/lib/muster"
    expected.models = "/home/me/weights"
    expected.signUp = .closed
    expected.sessionLifetime = .seconds(12 * 3600)
    expected.limits = Configuration.Limits(
      bodyBytes: 1_000_000, bodiesBytes: 2 << 20, connections: 100, waiting: 0)
    expected.binRetention = .seconds(30 * 86_400)
    expected.backups = Configuration.Backups(folder: "/srv/muster/safe", every: .seconds(6 * 3600), keep: 3)
    expected.downloads = Configuration.Downloads(
      reserveBytes: 1 << 30, huggingFace: "https://mirror.example.org", token: [.file("/srv/muster/token")])
    expected.audit = Configuration.Audit(
      retention: .seconds(86_400), shortRetention: .allowed, publishFile: "/srv/muster/c.txt",
      publishSyslog: ListenAddress(host: "logs.example.org", port: 514),
      publishWebhook: WebhookAddress("https://example.org/hook?key=1"), publishEvery: .seconds(5))
    expected.shutdownTimeout = .milliseconds(500)
    expected.logLevel = .debug
    expected.runtimes = [
      Configuration.Runtime(
        id: "big-box_1", kind: .process, memoryBytes: 1_500_000_000,
        command: ["/srv/muster/bin/serve", "{file}", "--port={port}", "{key}"],
        profiles: ["other": ["/srv/muster/bin/other", "{file}", "{port}", "{key}"]], takesModelCommands: true,
        environment: ["OMP_NUM_THREADS": "4", "EMPTY": ""], loadTimeout: .seconds(600), drainTimeout: .zero,
        unloadGrace: .seconds(1), healthInterval: .milliseconds(250), stallTimeout: .seconds(7200))
    ]
    #expect(configuration == expected)
  }

  @Test func `names the source of each value`() throws {
    let yaml = "listen: localhost:1\n" + ConfigurationFixture.runtime
    let settings = try ConfigurationFixture.read(yaml, environment: ["MUSTER_DATA": "d"]).settings
    let origins = Dictionary(uniqueKeysWithValues: settings.map { ($0.key, $0.origin.description) })
    #expect(origins["listen"] == "muster.yaml:1")
    #expect(origins["data"] == "environment MUSTER_DATA")
    #expect(origins["models"] == "default")
    #expect(origins["runtimes.local.memory"] == "muster.yaml:4")
    #expect(settings.count == ConfigurationTable.top.count + RuntimeTable.keys(of: .process).count)
  }

  @Test func `reads runtimes of every kind, and where their secrets are`() throws {
    let yaml = """
      runtimes:
        - {id: box, kind: ollama, url: "http://127.0.0.1:11434/"}
        - {id: router, kind: llama-router, url: "http://127.0.0.1:8081", memory: 8GiB, names: shared}
        - {id: big, kind: vllm, url: "http://10.0.0.7:8000/v1"}
        - {id: far, kind: openai, url: "https://example.org/v1", api_key: [{env: ONE}, {env: TWO}], models: ["gpt-*"]}
        - {id: own, kind: llama-router, command: [./llama-server, --models-dir, /m], environment: {A: "1"}}
      """
    let loaded = try ConfigurationFixture.read(yaml, environment: ["ONE": "secret-1", "TWO": "secret-2"])
    let runtimes = loaded.configuration.runtimes
    #expect(runtimes.map(\.kind) == [.ollama, .llamaRouter, .vllm, .openai, .llamaRouter])
    #expect(runtimes[4].command == ["/srv/muster/llama-server", "--models-dir", "/m"] && runtimes[4].url.isEmpty)
    #expect(loaded.warnings.isEmpty)
    #expect(runtimes.map(\.url).first == "http://127.0.0.1:11434")
    #expect(runtimes.map(\.memoryBytes) == [nil, 8 << 30, nil, nil, nil])
    #expect(runtimes.map(\.names) == [.own, .shared, .own, .own, .own])
    #expect(runtimes[3].apiKeys == [.variable("ONE"), .variable("TWO")])
    #expect(runtimes[3].models == ["gpt-*"])
    #expect(!loaded.settings.contains { $0.value.serialized().contains("secret-") })
  }

  @Test func `starts a vLLM that has no url`() throws {
    let yaml = """
      models: /srv/models
      runtimes:
        - {id: big, kind: vllm, memory: 16GiB}
        - {id: own, kind: vllm, memory: 8GiB, models: hf, command: [/opt/vllm, serve, "{file}", -tp, "2"]}
        - {id: there, kind: vllm, url: "http://10.0.0.7:8000", models: ["a*"]}
        - {id: ears, memory: 1GiB, models: whisper, program: whisper.cpp, command: [./ears, "{file}", "{port}", "{key}"]}
      """
    let loaded = try ConfigurationFixture.read(yaml)
    let runtimes = loaded.configuration.runtimes
    #expect(loaded.warnings.isEmpty)
    #expect(runtimes.map(\.isStarted) == [true, true, false, true])
    #expect(runtimes[0].command == ["vllm", "serve", "{file}"])
    #expect(runtimes[0].folder == nil)
    #expect(runtimes[0].loadTimeout == .seconds(600))
    #expect(runtimes[0].unloadGrace == .seconds(5))
    #expect(runtimes[1].folder == "/srv/muster/hf")
    #expect(runtimes[1].command.first == "/opt/vllm")
    #expect(runtimes[2].models == ["a*"])
    #expect(runtimes[3].profile == .whisper)
    let byVariable = try ConfigurationFixture.read(
      "runtimes:\n  - {id: big, kind: vllm}\n", environment: ["MUSTER_RUNTIMES_BIG_MEMORY": "1GiB"])
    #expect(byVariable.configuration.runtimes.map(\.isStarted) == [true])
  }

  @Test func `hides secrets when it is shown`() throws {
    let yaml = ConfigurationFixture.runtime + "    environment: {HF_TOKEN: abc, MODE: fast}\n"
    let settings = try ConfigurationFixture.read(yaml).settings
    let shown = settings.first { $0.key == "runtimes.local.environment" }?.value
    #expect(shown == ["HF_TOKEN": "(hidden)", "MODE": "fast"])
  }
}

@Suite struct `A configuration is refused` {
  struct Case: CustomTestStringConvertible, Sendable {
    var yaml: String
    var message: String
    var testDescription: String { message }

    init(_ yaml: String, _ message: String) {
      self.yaml = yaml
      self.message = message
    }
  }

  static let cases = [
    Case(
      "data: x\nlisen: a:1\n",
      "muster.yaml:2: unknown key 'lisen' in the top level; allowed: listen, data, models, sign_up, "
        + "session_lifetime, openwebui_secret, trusted_proxies, base_path, allowed_origins, limits, bin_retention, backups, "
        + "downloads, audit, shutdown_timeout, log_level, runtimes. "
        + "Did you mean 'listen'?"),
    Case("\n\nsign_up: opn\n", "muster.yaml:3: 'sign_up' is 'opn'; allowed: open, approval, closed"),
    Case(
      "limits:\n  bdy: 1MiB\n",
      "muster.yaml:2: unknown key 'bdy' in 'limits'; allowed: body, bodies, connections, waiting. Did you mean 'body'?"),
    Case("limits: 5\n", "muster.yaml:1: 'limits' is '5'; allowed: keys and their values"),
    Case(
      "limits: {waiting: -1}\n", "muster.yaml:1: 'limits.waiting' is '-1'; allowed: a whole number from 0 to 1000000"),
    Case("limits.body: 1MiB\n", "muster.yaml:1: unknown key 'limits.body' in the top level; allowed: "),
    Case("listen: 8080\n", "muster.yaml:1: 'listen' is '8080'; allowed: host:port"),
    Case("listen:\n", "muster.yaml:1: 'listen' is empty; allowed: host:port"),
    Case("listen: [a]\n", "muster.yaml:1: 'listen' is a list; allowed: host:port"),
    Case("shutdown_timeout: 30\n", "muster.yaml:1: 'shutdown_timeout' is '30'; allowed: a number with a unit"),
    Case(
      "audit: {retention: 30d}\n",
      "muster.yaml:1: 'audit.retention' is less than 180d; allowed: at least 180d, or less together with audit.short_retention"
    ),
    Case("audit: {publish_syslog: 514}\n", "muster.yaml:1: 'audit.publish_syslog' is '514'; allowed: host:port"),
    Case(
      "audit: {publish_webhook: ftp://x}\n", "muster.yaml:1: 'audit.publish_webhook' is 'ftp://x'; allowed: a URL"),
    Case("log_level: loud\n", "muster.yaml:1: 'log_level' is 'loud'; allowed: trace, debug, info"),
  ]

  @Test(arguments: cases)
  func `with the line, the problem and the allowed values`(_ example: Case) {
    let problems = ConfigurationFixture.problems(example.yaml + ConfigurationFixture.runtime)
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix(example.message) == true, "\(problems)")
  }

  @Test func `with all problems at once, in the order of the file`() {
    let yaml = """
      sign_up: opn
      runtimes:
        - id: lo cal
          command: [llama-server, "{port}"]
          load_timeout: soon
      """
    let problems = ConfigurationFixture.problems(yaml, environment: ["MUSTER_DATA": ""])
    let beginnings = [
      "muster.yaml:1: 'sign_up' is 'opn'", "muster.yaml:3: 'id' is 'lo cal'", "muster.yaml:3: 'memory' is missing",
      "muster.yaml:4: 'command' lacks {file}", "muster.yaml:5: 'load_timeout' is 'soon'",
      "MUSTER_DATA: 'data' is empty",
    ]
    #expect(problems.count == beginnings.count)
    for (message, beginning) in zip(problems, beginnings) { #expect(message.hasPrefix(beginning)) }
  }

  @Test(arguments: [
    (
      "listen: a:1\ndata: d\nlisten: b:2\n",
      "muster.yaml:3: 'listen' is given more than once (first in line 1); keep one"
    ),
    ("listen: [::1]:80\n", "muster.yaml:1: invalid YAML"),
    ("data: 'x\n", "muster.yaml:"),
  ])
  func `when it cannot be parsed`(_ yaml: String, _ message: String) {
    let problems = ConfigurationFixture.problems(yaml)
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix(message) == true, "\(problems)")
  }

  @Test func `for a key that a runtime has twice`() {
    let yaml = ConfigurationFixture.runtime + "    memory: 2GiB\n"
    #expect(
      ConfigurationFixture.problems(yaml) == [
        "muster.yaml:5: 'memory' is given more than once (first in line 3); keep one"
      ])
  }

  @Test func `without a runtime, and with two of one id`() {
    let none = "'runtimes' is empty; one is required (see 'muster config example')"
    #expect(ConfigurationFixture.problems("") == [none])
    #expect(ConfigurationFixture.problems("runtimes: []\n") == ["muster.yaml:1: \(none)"])
    let two = ConfigurationFixture.runtime + "  - {id: local, memory: 1GiB, command: \(ConfigurationFixture.command)}\n"
    #expect(
      ConfigurationFixture.problems(two)
        == ["muster.yaml:5: two runtimes have the id 'local'"])
  }

  @Test(arguments: [
    ("{id: a, kind: ollma, url: x}", "'kind' is 'ollma'; allowed: process, ollama, llama-router, vllm, openai"),
    ("{id: a, kind: ollama}", "'url' is missing; allowed: a URL"),
    ("{id: a, kind: llama-router}", "'url' is missing; allowed: a URL"),
    (
      "{id: a, kind: llama-router, url: \"http://h:1\", command: [llama-server]}",
      "unknown key 'command' in a runtime of kind llama-router; allowed: id, kind, url, api_key"
    ),
    (
      "{id: a, kind: llama-router, command: [llama-server, --models-max, 4]}",
      "'command' has --models-max, which is for Muster to say; allowed: a list of a program"
    ),
    (
      "{id: a, kind: llama-router, command: [nice, -m, llama-server, -m, x.gguf]}",
      "'command' has -m, which is for Muster to say"
    ),
    ("{id: a, kind: vllm}", "'url' is missing; allowed: a URL"),
    (
      "{id: a, kind: vllm, memory: 1GiB, url: \"http://h\"}",
      "unknown key 'memory' in a runtime of kind vllm; allowed: id, kind, url, api_key, models"
    ),
    ("{id: a, kind: vllm, memory: 1GiB, command: [vllm, serve]}", "'command' lacks {file}; allowed: a list of"),
    (
      "{id: a, memory: 1GiB, program: vlm, command: [a, \"{file}\", \"{port}\"]}",
      "'program' is 'vlm'; allowed: auto, llama-server, vllm, whisper.cpp, stable-diffusion.cpp, other"
    ),
    ("{id: a, kind: openai, url: \"http://u:p@h/v1\"}", "'url' contains a user or a password; give secrets by api_key"),
    ("{id: a, kind: openai, url: \"h:80\"}", "'url' is 'h:80'; allowed: a URL"),
    (
      "{id: a, kind: openai, url: \"http://h/v1\", command: [x]}",
      "unknown key 'command' in a runtime of kind openai; allowed: id, kind, url, api_key, models"
    ),
    (
      "{id: a, kind: openai, url: \"http://h/v1\", api_key: sk-1234}", "'api_key' is not the place of a secret; allowed"
    ),
    (
      "{id: a, kind: openai, url: \"http://h/v1\", api_key: {env: NO_KEY}}",
      "'api_key' names the environment variable NO_KEY, which is not set"
    ),
    (
      "{id: a, kind: openai, url: \"http://h/v1\", api_key: {file: no/key}}",
      "'api_key' names the file /srv/muster/no/key, which cannot be read"
    ),
    (
      "{id: a, memory: 1GiB, command: [x, \"{file}\", \"{port}\"], profiles: {b: [x, \"{file}\"]}}",
      "'profiles' has 'b', which lacks {port}; allowed: names of 1 to 64 letters"
    ),
    (
      "{id: a, memory: 1GiB, command: [x, \"{file}\", \"{port}\"], profiles: {a b: [x, \"{file}\", \"{port}\"]}}",
      "'profiles' has the invalid name 'a b'; allowed: names"
    ),
    (
      "{id: a, memory: 1GiB, command: [x, \"{file}\", \"{port}\"], model_commands: 1}",
      "'model_commands' is '1'; allowed: true or false"
    ),
  ])
  func `for a runtime that is not described rightly`(_ runtime: String, _ message: String) {
    let problems = ConfigurationFixture.problems("runtimes:\n  - \(runtime)\n")
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("muster.yaml:2: \(message)") == true, "\(problems)")
    #expect(!problems.contains { $0.contains("sk-1234") })
  }

  @Test func `as a list`() {
    #expect(
      ConfigurationFixture.problems("- a\n").first
        == "muster.yaml:1: the top level is a list; allowed: keys and their values")
  }
}

@Suite struct `A configuration has a warning` {
  @Test func `when other programs on the machine could use the models`() throws {
    let yaml = """
      runtimes:
        - id: local
          memory: 1GiB
          command: [llama-server, "{file}", "{port}", "{modle}"]
      """
    #expect(
      try ConfigurationFixture.warnings(yaml) == [
        "muster.yaml:2: 'command' and 'environment' lack {key}: any program on this machine can use the model and bypass Muster",
        "muster.yaml:4: 'command' has {modle}, which is not a placeholder; placeholders are {file}, {port} and {key}",
      ])
  }

  @Test func `for a profile, too`() throws {
    let yaml = ConfigurationFixture.runtime + "    profiles: {quiet: [nice, \"{file}\", \"{port}\", \"{kez}\"]}\n"
    #expect(
      try ConfigurationFixture.warnings(yaml) == [
        "muster.yaml:2: the profile 'quiet' and 'environment' lack {key}: any program on this machine can use the model and bypass Muster",
        "muster.yaml:5: 'profiles' has 'quiet', which has {kez}, which is not a placeholder; placeholders are {file}, {port} and {key}",
      ])
  }
}
