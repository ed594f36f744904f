/// The kind of program that a runtime starts for a model.
package enum ServerProfile: String, Sendable, Hashable, CaseIterable {
  case llamaServer = "llama-server"
  case vllm
  case whisper = "whisper.cpp"
  case stableDiffusion = "stable-diffusion.cpp"
  /// Any other program that serves OpenAI's API on a port.
  case other

  /// By the name of a program in a command, which may stand behind others (`nice`, `env`, `docker run`).
  package init(command: [String]) {
    self = Self.allCases.first { profile in command.contains(where: profile.isProgram) } ?? .other
  }

  /// Whether a word of a command names this kind of program: a path, a Python module or an image.
  package func isProgram(_ word: String) -> Bool {
    let name = word.split(separator: "/").last ?? ""
    return switch self {
    case .llamaServer: name.hasPrefix("llama-server")
    case .vllm: name == "vllm" || name.hasPrefix("vllm-openai") || name.hasPrefix("vllm.entrypoints.")
    case .whisper: name.hasPrefix("whisper-server")
    case .stableDiffusion: name.hasPrefix("sd-server")
    case .other: false
    }
  }
}
