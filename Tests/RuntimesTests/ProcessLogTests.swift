import Testing

@testable import Runtimes

@Suite struct `A process's log` {
  private func log(_ lines: [String], key: String = "") -> ProcessLog {
    var log = ProcessLog(key: key)
    _ = log.append(Array(lines.joined(separator: "\n").utf8))
    _ = log.finish()
    return log
  }

  struct Example: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var lines: [String]
    var telling: String?
    var isLasting: Bool
  }

  static let examples = [
    Example(
      testDescription: "truncated file",
      lines: [
        "0.00.005.352 I srv    load_model: loading model '/m/bad.gguf'",
        "0.00.005.775 E llama_model_load: error loading model: tensor 'a' data is not within the file bounds, model is corrupted or incomplete",
        "0.00.005.788 E llama_model_load_from_file_impl: failed to load model",
        "0.00.006.397 E srv  llama_server: exiting due to model loading error",
      ],
      telling:
        "llama_model_load: error loading model: tensor 'a' data is not within the file bounds, model is corrupted or incomplete",
      isLasting: true),
    Example(
      testDescription: "wrong magic",
      lines: [
        "0.00.006.105 E gguf_init_from_reader: invalid magic characters: 'FUGG', expected 'GGUF'",
        "0.00.006.113 E llama_model_load: error loading model: llama_model_loader: failed to load model from /m/bad.gguf",
        "0.00.006.606 E srv  llama_server: exiting due to model loading error",
      ],
      telling: "gguf_init_from_reader: invalid magic characters: 'FUGG', expected 'GGUF'",
      isLasting: true),
    Example(
      testDescription: "renamed tensor",
      lines: [
        "0.00.007.898 E llama_model_load: error loading model: check_tensor_dims: tensor 'output_norm.weight' not found",
        "0.00.007.910 E llama_model_load_from_file_impl: failed to load model",
      ],
      telling:
        "llama_model_load: error loading model: check_tensor_dims: tensor 'output_norm.weight' not found",
      isLasting: true),
    Example(
      testDescription: "memory",
      lines: ["ggml: failed to allocate buffer", "failed to load model"],
      telling: "ggml: failed to allocate buffer", isLasting: false),
    Example(
      testDescription: "no warning", lines: ["one", "two", "  ", ""], telling: "two",
      isLasting: false),
    Example(testDescription: "silence", lines: [], telling: nil, isLasting: false),
  ]

  @Test(arguments: examples)
  func `finds the line that names the cause, and whether a retry can help`(_ example: Example) {
    let log = log(example.lines)
    #expect(log.tellingLine() == example.telling)
    #expect(log.namesLastingCause == example.isLasting)
  }

  @Test func `keeps the last lines only`() {
    let log = log((1...1000).map { "line \($0)" })
    #expect(log.lines.count == ProcessLog.keptLines)
    #expect(log.lines.last == "line 1000")
  }

  @Test(arguments: [4050, 4060, 4090, 4096, 4100, 4150])
  func `keeps no part of the key, wherever the cut falls`(_ offset: Int) {
    let key = Placeholders.randomKey()
    let log = log(
      [String(repeating: "x", count: offset) + key + key + String(repeating: "y", count: 9000)],
      key: key)
    #expect(!log.lines[0].contains(key.prefix(1) + key.dropFirst().prefix(7)))
  }

  @Test func `believes only the first line about the process`() {
    let log = log(["muster-guard: pid 12", "muster-guard: pid 1"])
    #expect(log.pid == 12)
    #expect(log.lines == ["muster-guard: pid 1"])
  }
}

@Suite struct `A command` {
  private let words = Placeholders(
    file: "/m/a b.gguf", port: 81, key: "{model}", model: "{key}{port}")

  @Test(arguments: [
    ("{file}", "/m/a b.gguf"), ("http://x:{port}/", "http://x:81/"), ("{model}", "{key}{port}"),
    ("{key}", "{model}"),
    ("{unknown} {", "{unknown} {"), ("{{port}}", "{81}"), ("", ""),
  ])
  func `is filled in once`(_ template: String, _ filled: String) {
    #expect(words.fill(template) == filled)
  }

  @Test func `gets another key each time`() {
    #expect(Placeholders.randomKey() != Placeholders.randomKey())
    #expect(Placeholders.randomKey().utf8.count == 64)
  }
}

@Suite struct `A stop signal` {
  @Test func `resumes all who wait, and all who wait later`() async {
    let stop = StopSignal()
    async let first: Void = stop.wait()
    async let second: Void = stop.wait()
    stop.fire()
    stop.fire()
    _ = await (first, second)
    await stop.wait()
  }

  @Test func `resumes a cancelled task`() async {
    let stop = StopSignal()
    let task = Task { await stop.wait() }
    task.cancel()
    await task.value
    #expect(!stop.hasFired)
  }
}
