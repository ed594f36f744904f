import Domain

/// How the weights of one model lie in the models folder: as one kind of program takes them.
enum WeightsForm: Sendable, Hashable {
  /// GGUF files, in parts or whole.
  case gguf
  /// A folder with `config.json` and `*.safetensors`, as Hugging Face has them.
  case huggingFace
  /// `ggml-*.bin`.
  case whisper
  /// `*.safetensors`, `*.ckpt` or `*.gguf`.
  case diffusion

  private var endings: [String] {
    switch self {
    case .gguf: [FolderWalk.suffix]
    case .huggingFace: [".safetensors"]
    case .whisper: [".bin"]
    case .diffusion: [".safetensors", ".ckpt", FolderWalk.suffix]
    }
  }

  /// Whether a file is one of the model's, by its name.
  func includes(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    if self == .huggingFace, HuggingFaceFolder.otherFiles.contains(String(name)) { return true }
    if self == .whisper, !name.hasPrefix("ggml-") { return false }
    return withoutEnding(path) != nil
  }

  /// `nil`: it has no ending of this form, or nothing else.
  func withoutEnding(_ path: String) -> String? {
    let lower = path.lowercased()
    guard let ending = endings.first(where: { lower.utf8.count > $0.utf8.count && lower.hasSuffix($0) }) else {
      return nil
    }
    return String(path.dropLast(ending.count))
  }

  func candidates(of files: [FolderWalk.File]) -> [WeightsCandidate] {
    switch self {
    case .gguf: WeightsCandidate.all(of: files)
    case .huggingFace: HuggingFaceFolder.candidates(of: files)
    case .whisper, .diffusion:
      files.map { WeightsCandidate(name: withoutEnding($0.path) ?? $0.path, parts: [$0]) }
    }
  }
}
