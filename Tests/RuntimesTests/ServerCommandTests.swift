import Domain
import Testing

@testable import Runtimes

@Suite struct `The command of a model` {
  private let template = [
    "nice", "-n", "5", "/opt/llama-server", "-m", "{file}", "--port", "{port}", "--ctx-size", "4096", "--jinja",
    "--temp",
    "-1", "--embedding",
  ]

  private func words(_ launch: JSON, _ files: ServerCommand.Files = .init()) -> [String] {
    ServerCommand(template, LaunchSettings.read(launch).settings, files, program: .llamaServer).words
  }

  @Test func `is the runtime's without settings`() { #expect(words([:]) == template) }

  @Test func `has each setting once, in place of what the runtime's says`() {
    #expect(
      words(["context": 16384, "mode": "reranking", "arguments": ["--temperature", "0.5", "--no-jinja"]]) == [
        "nice", "-n", "5", "/opt/llama-server", "-m", "{file}", "--port", "{port}", "--ctx-size", "16384",
        "--reranking",
        "--temperature", "0.5", "--no-jinja",
      ])
    #expect(words(["arguments": ["-c", "512"]]).filter { $0 == "-c" || $0 == "--ctx-size" } == ["-c"])
    #expect(!words(["mode": "chat"]).contains("--embedding"))
  }

  @Test func `does not touch the program before it`() {
    let words = words(["arguments": ["-n", "7"]])
    #expect(words.prefix(4) == ["nice", "-n", "5", "/opt/llama-server"] && words.suffix(2) == ["-n", "7"])
  }

  @Test func `names the files of the settings`() {
    let files = ServerCommand.Files(
      projector: "/m/mmproj.gguf", draftModel: "/m/small.gguf", lora: ["/m/a", "/m/b"])
    #expect(
      words([:], files).suffix(8) == [
        "--mmproj", "/m/mmproj.gguf", "--model-draft", "/m/small.gguf", "--lora", "/m/a", "--lora", "/m/b",
      ])
    #expect(words(["projector": "none"]).last == "--no-mmproj")
  }

  @Test func `of another program gets arguments only`() {
    let command = ServerCommand(
      ["serve", "{file}"], LaunchSettings.read(["context": 9, "arguments": ["--x", "1"]]).settings, program: .other)
    #expect(command.words == ["serve", "{file}", "--x", "1"])
  }

  @Test func `of vLLM has its own words, and what is Muster's unless it has it`() {
    func words(_ command: [String], _ launch: JSON = [:]) -> [String] {
      let program = ServerProgram.vllm
      return ServerCommand(program.completed(command), LaunchSettings.read(launch).settings, program: program).words
    }
    let own = ["--served-model-name", "{model}", "--host", "127.0.0.1", "--port", "{port}"]
    #expect(words(["vllm", "serve", "{file}"]) == ["vllm", "serve", "{file}"] + own)
    #expect(
      words(["vllm", "serve", "{file}", "--host", "0.0.0.0", "--port", "{port}", "--served-model-name", "a"])
        == ["vllm", "serve", "{file}", "--host", "0.0.0.0", "--port", "{port}", "--served-model-name", "a"])
    #expect(
      words(
        ["nice", "vllm", "serve", "{file}", "--max_model_len", "99", "-tp", "2"],
        [
          "context": 8192, "parallel": 4, "batch": 512, "mode": "embeddings", "gpu_layers": 3,
          "arguments": ["--seed", "7"],
        ])
        == ["nice", "vllm", "serve", "{file}", "-tp", "2"] + own + [
          "--max-model-len", "8192", "--max-num-seqs", "4", "--max-num-batched-tokens", "512", "--runner", "pooling",
          "--convert", "embed", "--seed", "7",
        ])
    #expect(words(["vllm", "serve", "{file}", "--convert", "embed"], ["mode": "chat"]).contains("--convert") == false)
  }

  @Test func `takes its defaults from the header of the weights`() {
    let server = ["llama-server", "-m", "{file}"]
    func complete(_ facts: WeightsFacts, _ template: [String], _ launch: JSON = [:]) -> JSON {
      LaunchDefaults.complete(
        LaunchSettings.read(launch).settings, facts, projector: nil, template: template,
        program: .of(ServerProfile(command: template))
      ).json
    }
    #expect(complete(WeightsFacts(contextLength: 131_072), server) == ["context": 8192])
    #expect(complete(WeightsFacts(contextLength: 2048), server) == ["context": 2048])
    #expect(
      complete(WeightsFacts(contextLength: 2048), server + ["-c", "99"]) == [:], "the runtime's command says one")
    #expect(complete(WeightsFacts(contextLength: 131_072), server, ["context": 100]) == ["context": 100])
    #expect(complete(WeightsFacts(contextLength: 2048), ["serve"]) == [:])
    let embedding = WeightsFacts(architecture: "bert", contextLength: 512)
    #expect(complete(embedding, server) == ["context": 512, "batch": 512, "mode": "embeddings"])
    #expect(complete(embedding, server, ["mode": "chat"]) == ["context": 512, "mode": "chat"])
    #expect(complete(WeightsFacts(architecture: "qwen3", pooling: .lastToken), server)["mode"] == "embeddings")
    #expect(complete(WeightsFacts(architecture: "qwen3", pooling: .rank), server)["mode"] == "reranking")
    #expect(complete(embedding, server + ["--pooling", "mean"])["mode"] == nil)
  }

  @Test func `gives nothing of its settings the key`() {
    let command = ServerCommand(
      template, LaunchSettings.read(["arguments": ["--alias", "{key}"]]).settings, program: .llamaServer)
    #expect(command.own == ["--alias", "{key}"], "filled in is the runtime's part only")
    #expect(command.template.contains("{port}") && !command.template.contains("{key}"))
  }

  @Test func `hides secrets where it is shown`() {
    #expect(
      CommandSecrets.masked(["llama-server", "--api-key", "{key}", "--hf-token", "abc", "--api-key=def", "-c", "9"])
        == [
          "llama-server", "--api-key", "{key}", "--hf-token", "•••", "--api-key=•••", "-c", "9",
        ])
  }
}

@Suite struct `The command that launch settings choose` {
  private let settings = ProcessRuntime.Settings(
    id: RuntimeID("local"), modelsFolder: "/m", command: ["llama-server", "{file}", "{port}"],
    profiles: ["quiet": ["nice", "llama-server", "{file}", "{port}"]], guardExecutable: "/x",
    containerOwner: ContainerOwner(folder: "/"))

  private func template(_ launch: JSON, _ settings: ProcessRuntime.Settings) throws -> [String] {
    try settings.template(for: LaunchSettings.read(launch).settings)
  }

  private func refusal(_ launch: JSON, _ settings: ProcessRuntime.Settings) -> String? {
    do { _ = try template(launch, settings) } catch { return (error as? CannotLaunch)?.detail }
    return nil
  }

  @Test func `is the runtime's, a profile of it, or their own`() throws {
    #expect(try template(["context": 512], settings) == settings.command)
    #expect(try template(["profile": "quiet"], settings).first == "nice")
    var open = settings
    open.takesModelCommands = true
    #expect(try template(["command": ["serve", "{file}", "{port}"]], open) == ["serve", "{file}", "{port}"])
  }

  @Test func `is refused with the reason when the runtime has it not`() {
    #expect(refusal(["profile": "loud"], settings) == "Runtime local has no profile 'loud' (it has quiet).")
    let own = refusal(["command": ["serve", "{file}", "{port}"]], settings)
    #expect(own?.contains("which runtime local does not allow (model_commands)") == true)
  }

  @Test func `takes the other settings like the runtime's`() throws {
    let launch = LaunchSettings.read(["profile": "quiet", "context": 512]).settings
    let command = ServerCommand(try settings.template(for: launch), launch, program: .llamaServer)
    #expect(command.words == ["nice", "llama-server", "{file}", "{port}", "--ctx-size", "512"])
  }
}

@Suite struct `The projector of a model` {
  @Test(arguments: [
    (
      "gemma-3-4b-it-Q4_K_M.gguf", ["mmproj-gemma-3-4b-it-f16.gguf", "mmproj-other-f16.gguf"],
      "mmproj-gemma-3-4b-it-f16.gguf"
    ),
    ("seer.gguf", ["seer.mmproj.gguf"], "seer.mmproj.gguf"),
    ("seer.gguf", ["other-mmproj.gguf"], nil),
    ("vision/seer.gguf", ["vision/mmproj.gguf", "mmproj-seer.gguf"], "vision/mmproj.gguf"),
    ("vision/seer.gguf", ["vision/mmproj-a.gguf", "vision/mmproj-b.gguf"], nil),
  ])
  func `lies beside it and has its name`(file: String, projectors: [String], found: String?) {
    #expect(Projectors.projector(for: file, among: projectors) == found)
  }
}

@Suite struct `llama-server's log` {
  @Test func `says how many layers are on the GPU, and whether requests share the context`() {
    var log = LaunchLog()
    log.read("0.00.047.293 I load_tensors: offloaded 12/33 layers to GPU")
    #expect((log.gpuLayers, log.layers) == (12, 33))
    #expect(log.sharesContext == nil)
    log.read("0.00.474.889 I srv    load_model: initializing, n_slots = 4, n_ctx_slot = 8192, kv_unified = 'true'")
    #expect(log.sharesContext == true)
  }
}
