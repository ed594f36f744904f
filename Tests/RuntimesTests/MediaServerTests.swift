import Domain
import Testing

@testable import Runtimes

/// whisper.cpp and stable-diffusion.cpp: commands and weights by their documentation, processes that play them.
@Suite
final class `A server that hears or draws`: Sendable {
  private let fixture: RuntimeFixture

  init() throws { fixture = try RuntimeFixture() }
  deinit { fixture.remove() }

  private func names(_ profile: ServerProfile) throws -> [String] {
    try WeightsFolder(path: fixture.folder, runtime: RuntimeID("local"), form: ServerProgram.of(profile).weights)
      .list().entries.map(\.weights.baseModel.text)
  }

  @Test func `finds its own kind of weights`() throws {
    for name in ["ggml-base.en.bin", "pytorch_model.bin", "sd/v1-5.safetensors", "flux.gguf", "old.ckpt"] {
      try fixture.write(name, "x")
    }
    #expect(try names(.whisper) == ["ggml-base.en"])
    #expect(try names(.stableDiffusion) == ["flux", "old", "sd/v1-5"])
  }

  @Test(arguments: [
    (["/opt/whisper-server"], ServerProfile.whisper), (["nice", "sd-server", "-v"], .stableDiffusion),
    (["vllm", "serve"], .vllm), (["python3", "-m", "vllm.entrypoints.openai.api_server"], .vllm),
    (["docker", "run", "vllm/vllm-openai:latest"], .vllm), (["llama-server"], .llamaServer), (["serve.py"], .other),
  ])
  func `is known by the program's name`(command: [String], profile: ServerProfile) {
    #expect(ServerProfile(command: command) == profile)
  }

  @Test func `gets its weights and its port`() {
    func words(_ command: [String], _ launch: JSON = [:]) -> [String] {
      let program = ServerProgram.of(ServerProfile(command: command))
      return ServerCommand(program.completed(command), LaunchSettings.read(launch).settings, program: program).words
    }
    #expect(words(["whisper-server"]) == ["whisper-server", "--model", "{file}", "--port", "{port}"])
    #expect(
      words(
        ["whisper-server", "-m", "{file}", "--port", "{port}", "-t", "8"], ["threads": 2, "flash_attention": "off"])
        == ["whisper-server", "-m", "{file}", "--port", "{port}", "--threads", "2", "--no-flash-attn"])
    #expect(
      words(["sd-server", "--vae", "x"], ["flash_attention": "on"])
        == ["sd-server", "--vae", "x", "--model", "{file}", "--listen-port", "{port}", "--diffusion-fa"])
    #expect(
      words(["sd-server", "--diffusion-model", "{file}", "--listen-port", "{port}"]).filter { $0 == "{file}" }.count
        == 1)
  }

  @Test func `cannot follow what is for language models`() {
    var launch = LaunchSettings()
    (launch.context, launch.threads) = (4096, 2)
    #expect(LaunchArguments.of(.whisper).unsupported(launch).map(\.field) == [.context])
    #expect(LaunchArguments.of(.stableDiffusion).unsupported(launch).map(\.field) == [.context])
  }

  /// A whisper-server knows no `/health` in all versions; a sd-server has no page of its own.
  @Test(arguments: [ServerProfile.whisper, .stableDiffusion])
  func `is ready when it answers`(_ profile: ServerProfile) async throws {
    try fixture.write(profile == .whisper ? "ggml-base.bin" : "base.safetensors", "x")
    let route = ServerProgram.of(profile).healthPath
    let script = try fixture.write(
      "server.py",
      """
      import argparse, http.server
      parser = argparse.ArgumentParser()
      parser.add_argument("--model"); parser.add_argument("--port", "--listen-port", type=int)
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200 if self.path == "\(route)" else 404)
              self.send_header("Content-Length", "0"); self.end_headers()
          def log_message(self, *rest): pass
      http.server.ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Handler).serve_forever()
      """)
    let runtime = fixture.runtime(["python3", script], profile: profile)
    let weights = try #require(try runtime.readFolder().weights.first)
    let end = try await runtime.withRunning(weights) { stop, _, _ in stop.fire() }
    #expect(end.cause == .stopped)
  }
}
