import Domain
import Testing

@testable import muster

@Suite struct `A configuration of llama-swap` {
  private static let yaml = """
    healthCheckTimeout: 500
    macros:
      server: >
        /opt/llama.cpp/llama-server
        --port ${PORT}
      ctx: 4096
      args: "--ctx-size ${ctx}"
    models:
      talker:
        macros: {ctx: 16384}
        cmd: |
          # a comment
          ${server} ${args}
          --model /srv/models/chat/talker.gguf -ngl 99 -fa --jinja \\
          --cache-type-k q8_0 --log-file /tmp/x
        name: "The talker"
        description: Talks
        env: ["OMP_NUM_THREADS=4", "HF_TOKEN=secret"]
        ttl: 60
        aliases: [gpt-4o-mini, {id: other, name: Other}]
        filters:
          stripParams: "top_k"
          setParams: {temperature: 0.7, reasoning: {effort: high}}
        concurrencyLimit: 3
      embedder:
        unlisted: true
        cmd: llama-server --port ${PORT} -m '/srv/other place/bge-m3.gguf' --embedding -np 4
      spaced:
        cmd: llama-server -m "/srv/two words.gguf"
      second:
        cmd: llama-server -m /elsewhere/chat/talker.gguf -c 2048
      container:
        cmd: docker run --rm ghcr.io/ggml-org/llama.cpp:server
      hub:
        cmd: llama-server -hf org/repo:Q4_K_M
    groups: {g: {swap: true, members: [talker]}}
    """

  private let file: LlamaSwapFile

  init() throws {
    file = try LlamaSwapFile(
      try ConfigurationDocument.parse(Self.yaml, name: "config.yaml"), available: ["chat/talker", "talker-2"])
  }

  private func model(_ id: String) throws -> JSON {
    try #require(file.models.first { $0["id"]?.string == id })
  }

  @Test func `gives the weights of a command its settings, with macros and comments as llama-swap reads them`() throws {
    let base = try model("chat/talker")
    #expect(
      base["meta"]?["muster"]?["launch"] == [
        "context": 16384, "gpu_layers": 99, "flash_attention": "on", "cache_type_k": "q8_0", "arguments": ["--jinja"],
        "environment": ["OMP_NUM_THREADS": "4"],
      ])
    #expect(base["is_active"] == false && base["base_model_id"] == .null && base["meta"]?["hidden"] == true)
  }

  @Test func `keeps the names that clients use, as presets`() throws {
    let preset = try model("talker")
    #expect(preset["base_model_id"] == "chat/talker" && preset["name"] == "The talker")
    #expect(preset["meta"]?["description"] == "Talks" && preset["params"] == ["temperature": .number("0.7")])
    #expect(try model("gpt-4o-mini")["base_model_id"] == "chat/talker")
    #expect(try model("other")["name"] == "Other")
  }

  @Test func `lists each base model once, before its presets`() {
    let ids = file.models.compactMap { $0["id"]?.string }
    #expect(ids == ["chat/talker", "talker", "gpt-4o-mini", "other", "bge-m3", "embedder", "second"])
  }

  @Test func `says what did not come over, with the line`() {
    let said = file.notes.map { "\($0.line ?? 0) \($0.text)" }.joined(separator: "\n")
    for text in [
      "--log-file is not imported", "HF_TOKEN is not imported", "idle_unload: 60s", "'filters.stripParams'",
      "'concurrencyLimit'", "the parameter 'reasoning'", "the weights 'bge-m3' are missing",
      "'two words' cannot be an ID",
      "second: uses the weights of 'chat/talker'", "Start 'docker' yourself",
      "muster weights download hf.co/org/repo:Q4_K_M", "'groups' is not imported",
      "'healthCheckTimeout' is not imported",
    ] { #expect(said.contains(text), "\(text)") }
    #expect(!said.contains("secret"))
    #expect(file.notes.allSatisfy { $0.line != nil })
  }

  @Test(arguments: [
    ("a  'b c' \"d \\\" e\"", ["a", "b c", "d \" e"]), ("a \\\n b", ["a", "b"]), ("# all\n  # of it\nx ''", ["x", ""]),
    ("a\\ b 'c\\d'", ["a b", "c\\d"]), ("", []),
  ])
  func `is read in words as a shell would`(line: String, words: [String]) {
    #expect(LlamaSwapCommand.words(line) == words)
  }

  @Test func `brings over the commands of other programs where a runtime allows it`() throws {
    let yaml = """
      models:
        odd:
          cmd: /opt/odd/serve --weights /srv/odd.gguf --port ${PORT} --name 'two words'
        named:
          cmd: serve --model /srv/named-weights --listen 127.0.0.1:${PORT}
        fixed:
          cmd: serve /srv/fixed.gguf --port 9000
        container:
          cmd: docker run x /srv/c.gguf ${PORT}
      """
    let file = try LlamaSwapFile(
      try ConfigurationDocument.parse(yaml, name: "config.yaml"), available: ["odd", "named-weights"],
      takesCommands: true)
    let launches = file.models.map { $0["meta"]?["muster"]?["launch"]?["command"] }
    #expect(file.models.map { $0["id"]?.string } == ["odd", "named-weights", "named"])
    #expect(
      launches.first == [
        "/opt/odd/serve", "--weights", "{file}", "--port", "{port}", "--name", "two words",
      ])
    #expect(launches[1] == ["serve", "--model", "{file}", "--listen", "127.0.0.1:{port}"])
    let said = file.notes.map(\.text).joined(separator: "\n")
    #expect(said.contains("fixed: not imported: its command lacks {port}"))
    #expect(said.contains("Start 'docker' yourself"))
  }

  @Test func `of something else is refused`() {
    #expect(throws: CommandFailure.self) {
      try LlamaSwapFile(try ConfigurationDocument.parse("listen: 127.0.0.1:1", name: "x"), available: [])
    }
  }

  @Test func `does not grow without limit by macros that contain themselves`() {
    let text = LlamaSwapFile.filled("${a}", [(name: "a", value: "${a}${a}")])
    #expect(text.utf8.count <= 1 << 17)
  }
}
