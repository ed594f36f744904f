import Testing

@testable import Domain

@Suite struct `Launch settings` {
  private func problems(_ launch: JSON) -> [String] {
    LaunchSettings.read(launch).problems.map { $0.location.dropFirst(4).joined(separator: ".") + ": " + $0.message }
  }

  @Test func `are written as they were read`() {
    let launch: JSON = [
      "context": 16384, "gpu_layers": 20, "parallel": 2, "threads": 4, "batch": 512, "cache_type_k": "q8_0",
      "cache_type_v": "f16", "flash_attention": "on", "projector": "vision/mmproj.gguf", "draft_model": "small",
      "lora": ["a.gguf", "b.gguf"], "chat_template": "chatml", "mode": "chat",
      "profile": "long-context",
      "arguments": ["--no-mmap", "--keep", "-1"],
      "environment": ["OMP_WAIT_POLICY": "passive"], "accept_smaller": false,
    ]
    let (settings, problems) = LaunchSettings.read(launch)
    #expect(problems == [])
    #expect(settings.json == launch)
    #expect(LaunchSettings.read([:]).settings.isEmpty)
    #expect(LaunchSettings.read(["accept_smaller": true, "context": nil]).settings.isEmpty)
  }

  @Test(arguments: [
    "--host", "--port", "--api-key", "--api-key-file", "-m", "--model", "--hf-repo", "-hf", "--api_key", "--models-dir",
    "--port=9", "--api_key=x", "--log-file", "--gpt-oss-20b-default", "--tools", "-ag",
    // Other programs', and the beginnings that Python takes for the whole.
    "--uds", "--served-model-name", "--served_model", "--trust-remote-code", "--trust-rem", "--enable-sleep-mode",
  ])
  func `refuse arguments that would take what is Muster's own`(word: String) {
    let problems = problems(["arguments": ["--no-mmap", .string(word), "x"]])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("arguments.1: ") == true)
    #expect(problems.first?.contains("is set by Muster itself") == true)
  }

  @Test func `refuse words that are no arguments, and things that are said twice`() {
    #expect(problems(["arguments": ["2048"]]) == ["arguments.0: The first argument must begin with a dash."])
    #expect(problems(["arguments": ["--keep 5"]]) == ["arguments.0: An argument and its value are two words."])
    #expect(problems(["arguments": ["--keep=5"]]) == ["arguments.0: An argument and its value are two words."])
    #expect(problems(["arguments": "--keep 5"]).first?.hasPrefix("arguments: must be a list of") == true)
    #expect(
      problems(["arguments": ["--lora", "x.gguf"]]) == ["arguments.0: Use the setting `lora` in place of --lora."])
    #expect(
      problems(["context": 4096, "arguments": ["-c", "2048"]]) == [
        "arguments: -c is set by `context` already. Set one of them."
      ])
    #expect(problems(["arguments": ["-c", "2048", "--temp", "-1"]]) == [])
  }

  @Test func `are a whole command in words, with the places that Muster fills`() {
    let command: JSON = ["serve", "--weights={file}", "--port", "{port}", "--api-key", "{key}", "--eos-token", "</s>"]
    #expect(LaunchSettings.read(["command": command]).settings.json == ["command": command])
    #expect(LaunchSettings.read(["command": ["/opt/x", "{model}", "{port}"]]).problems == [])
    #expect(problems(["command": "serve {file} {port}"]).first?.contains("a list of at most 200 words") == true)
    #expect(problems(["command": ["serve", "{port}"]]) == ["command: lacks {file} or {model}"])
    #expect(problems(["command": ["serve", "{file}"]]) == ["command: lacks {port}"])
    #expect(problems(["command": ["--port", "{port}", "{file}"]]).first?.hasPrefix("command.0: ") == true)
    #expect(problems(["command": ["./serve", "{port}", "{file}"]]).first?.hasPrefix("command.0: ") == true)
    #expect(problems(["command": ["serve", "{port}", "{file}", "a\nb"]]).first?.hasPrefix("command.3: ") == true)
    #expect(
      problems(["profile": "a", "command": command]) == [
        "command: A whole command takes the place of the profile. Set one of them."
      ])
    #expect(LaunchSettings.read(["command": []]).settings.isEmpty)
  }

  @Test(arguments: [["--api-key", "abc"], ["--hf-token=abc"], ["--admin_password", "abc"]])
  func `refuse secrets in a whole command`(words: [String]) {
    let problems = problems(["command": .array((["serve", "{file}", "{port}"] + words).map(JSON.string))])
    #expect(problems.count == 1 && problems[0].hasPrefix("command: Secrets do not belong here"))
    #expect(!problems[0].contains("abc"))
  }

  @Test(arguments: ["", "a b", "a/b", "../x", "{key}"])
  func `name a profile as the configuration does`(name: String) {
    #expect(problems(["profile": .string(name)]).count == 1)
  }

  @Test func `choose only what some runtime has or allows`() {
    let profile = LaunchSettings.read(["profile": "long"]).settings
    let command = LaunchSettings.read(["command": ["serve", "{file}", "{port}"]]).settings
    let some = [LaunchChoices.none, LaunchChoices(profiles: ["long", "quiet"])]
    #expect(profile.problems(among: some) == [])
    #expect(
      profile.problems(among: []).map(\.message) == ["No runtime has profiles (`profiles` in its configuration)."])
    #expect(
      LaunchSettings.read(["profile": "x"]).settings.problems(among: some).map(\.message) == [
        "No runtime has this profile; there are long, quiet."
      ])
    #expect(command.problems(among: some).map { $0.location.last } == ["command"])
    #expect(command.problems(among: some + [LaunchChoices(takesCommands: true)]) == [])
    #expect(LaunchSettings().problems(among: []) == [])
  }

  @Test(
    arguments: ["LLAMA_API_KEY", "LLAMA_ARG_HOST", "LD_PRELOAD", "ld_preload", "PATH", "MUSTER_DATA", "HF_TOKEN"] + [
      "VLLM_PORT", "VLLM_SERVER_DEV_MODE", "VLLM_RPC_BASE_PATH", "TMPDIR", "PYTHONPATH", "PYTHONHOME",
    ])
  func `refuse variables of the environment that are Muster's or the system's`(name: String) {
    let problems = problems(["environment": .object([name: "x"])])
    #expect(problems.count == 1 && problems[0].hasPrefix("environment.\(name): "))
  }

  @Test func `may have the variables of vLLM that concern one model`() {
    #expect(problems(["environment": ["VLLM_CPU_KVCACHE_SPACE": "4", "CUDA_VISIBLE_DEVICES": "1"]]) == [])
  }

  @Test func `are arguments of each program by its own names`() {
    #expect(LaunchArguments.of(.vllm).field(of: "--max_model_len") == .context)
    #expect(LaunchArguments.of(.llamaServer).field(of: "--ctx-size") == .context)
    #expect(LaunchArguments.of(.vllm).problem(with: "--max-model-len") == nil)
    #expect(LaunchArguments.of(.vllm).problem(with: "--hos") != nil)
    #expect(LaunchArguments.of(.whisper).problem(with: "-m") != nil)
    #expect(LaunchArguments.of(.stableDiffusion).problem(with: "-l") != nil)
    #expect(LaunchArguments.of(.llamaServer).problem(with: "-l") == nil)
    #expect(LaunchArguments.of(.other).problem(with: "--anything") == nil)
  }

  @Test func `that a program cannot follow are named with the reason`() {
    let launch = LaunchSettings.read(["context": 4096, "gpu_layers": 9, "arguments": ["--x"]]).settings
    #expect(LaunchArguments.of(.llamaServer).unsupported(launch).isEmpty)
    #expect(LaunchArguments.of(.vllm).unsupported(launch).map(\.field) == [.gpuLayers])
    #expect(LaunchArguments.of(.other).unsupported(launch).map(\.field) == [.context, .gpuLayers])
  }

  @Test func `refuse secrets, because revisions and the audit trail keep everything`() {
    let problems = problems(["environment": ["SERVICE_TOKEN": "x"]])
    #expect(problems.first?.contains("Secrets do not belong here") == true)
  }

  @Test(arguments: ["../x.gguf", "/etc/passwd", "a//b", "./x", "-x", ""])
  func `name files in the models folder only`(name: String) {
    #expect(problems(["projector": .string(name)]).count == 1)
    #expect(problems(["lora": [.string(name)]]).count == 1)
    #expect(problems(["draft_model": .string(name)]).count == 1)
  }

  @Test func `say what is wrong with which field, and keep what is right`() {
    let (settings, problems) = LaunchSettings.read([
      "context": 0, "threads": "four", "mode": "song", "colour": "blue", "parallel": 3, "accept_smaller": "no",
    ])
    #expect(
      problems.map { $0.location.last ?? "" } == ["context", "threads", "mode", "colour", "accept_smaller"])
    #expect(settings.json == ["parallel": 3])
    #expect(LaunchSettings.read([]).problems.count == 1)
  }

  @Test func `differ setting by setting`() {
    let before = LaunchSettings.read(["context": 4096, "mode": "chat"]).settings
    let after = LaunchSettings.read(["context": 8192, "threads": 2]).settings
    #expect(
      before.changes(to: after) == [
        FieldChange("context", before: 4096, after: 8192), FieldChange("threads", before: nil, after: 2),
        FieldChange("mode", before: "chat", after: nil),
      ])
  }

  @Test func `belong to base models only`() {
    let none = Timestamp(seconds: 0)
    var model = Model(
      id: "alpha", ownerID: UserID("ada"), baseModelID: nil, name: "Alpha",
      content: ModelContent(meta: ["muster": ["launch": ["context": 4096], "locked": []]]), grants: [], isActive: true,
      revision: 1, versionID: "1", createdAt: none, updatedAt: none)
    #expect(LaunchSettings.problems(of: model) == [])
    #expect(model.launch.context == 4096)
    var later = model
    later.content.setLaunch(["context": 8192])
    #expect(
      model.changes(to: later) == [FieldChange("meta.muster.launch.context", before: 4096, after: 8192)])
    model.baseModelID = "beta"
    #expect(LaunchSettings.problems(of: model).count == 1)
    #expect(model.launch.isEmpty)
  }
}

@Suite struct `What a process got` {
  private let asked = LaunchSettings.read(["context": 8192, "parallel": 2, "gpu_layers": 99]).settings

  @Test func `is compared with what was asked for`() {
    let outcome = LaunchOutcome(asked: asked, context: 4352, parallel: 2, gpuLayers: 10, layers: 33)
    #expect(outcome.shortfallText == "smaller than asked: context 4352 of 8192, layers on the GPU 10 of 33")
  }

  @Test func `is enough when there is no more, or nothing was asked for`() {
    #expect(LaunchOutcome(asked: asked, context: 8448, parallel: 4, gpuLayers: 33, layers: 33).shortfallText == nil)
    #expect(LaunchOutcome(asked: LaunchSettings(), context: 512).shortfallText == nil)
    #expect(LaunchOutcome(asked: asked).shortfallText == nil, "what is not told is not judged")
  }
}
