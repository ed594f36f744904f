import Domain
import FoundationEssentials
import Glibc

/// A model as Hugging Face has them: a folder with `config.json` and weights in `*.safetensors`.
enum HuggingFaceFolder {
  static let configName = "config.json"
  private static let adapterName = "adapter_config.json"
  /// Files that are looked for beside the weights.
  static let otherFiles: Set<String> = [configName, adapterName]
  private static let mostConfigBytes = 4 << 20

  // MARK: - What is in the folder

  /// Folders with weights that are no model are skipped.
  static func candidates(of files: [FolderWalk.File]) -> [WeightsCandidate] {
    var folders: [String: [FolderWalk.File]] = [:]
    for file in files { folders[folder(of: file.path), default: []].append(file) }
    return folders.compactMap { folder, files -> WeightsCandidate? in
      let weights = files.filter { !otherFiles.contains(name(of: $0.path)) }
        .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      guard let config = files.first(where: { name(of: $0.path) == configName }) else {
        guard let adapter = files.first(where: { name(of: $0.path) == adapterName }) else { return nil }
        return WeightsCandidate(name: folder, parts: [adapter], reasonToSkip: .adapter, folder: folder)
      }
      guard !weights.isEmpty, !folder.isEmpty else { return nil }
      return WeightsCandidate(
        name: modelName(folder), parts: weights,
        reasonToSkip: missing(weights).map { SkippedFile.Reason.missingParts($0) },
        folder: folder, config: config)
    }
  }

  /// Of `model-00001-of-00003.safetensors` and so on.
  private static func missing(_ weights: [FolderWalk.File]) -> String? {
    var found: [Int: Set<Int>] = [:]
    for file in weights {
      guard let match = name(of: file.path).wholeMatch(of: /.+-([0-9]{5})-of-([0-9]{5})\.safetensors/),
        let index = Int(match.1), let count = Int(match.2)
      else { continue }
      found[count, default: []].insert(index)
    }
    for (count, parts) in found where parts.count < count { return "\(parts.count) of \(count)" }
    return nil
  }

  /// In Hugging Face's own cache, a folder is `models--ORG--NAME/snapshots/COMMIT`.
  private static func modelName(_ folder: String) -> String {
    if let match = folder.wholeMatch(of: /(?:.+\/)?models--([^\/]+)\/snapshots\/[^\/]+/) {
      return String(match.1).replacing("--", with: "/")
    }
    return folder
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

  // MARK: - What the model is

  /// - Parameter path: of `config.json`.
  static func facts(config path: String, partCount: Int) -> WeightsFacts? {
    guard let bytes = Self.content(of: path), let config = try? JSON(parsing: bytes) else { return nil }
    // Models that see have what concerns texts in a member of its own.
    let text = config["text_config"] ?? config
    func number(_ name: String) -> Int? { text[name]?.int ?? config[name]?.int }
    let folder = String(path.dropLast(configName.count))
    let files = FileManager.default
    let hasTemplate =
      files.fileExists(atPath: folder + "chat_template.jinja")
      || content(of: folder + "tokenizer_config.json").flatMap { try? JSON(parsing: $0) }?["chat_template"] != nil
    return WeightsFacts(
      architecture: config["model_type"]?.string ?? text["model_type"]?.string,
      quantization: config["quantization_config"]?["quant_method"]?.string ?? text["dtype"]?.string
        ?? text["torch_dtype"]?.string,
      contextLength: number("max_position_embeddings"), layerCount: number("num_hidden_layers"),
      hasChatTemplate: hasTemplate, partCount: partCount)
  }

  private static func content(of path: String) -> [UInt8]? {
    var info = stat()
    guard stat(path, &info) == 0, info.st_size <= mostConfigBytes else { return nil }
    return FileManager.default.contents(atPath: path).map(Array.init)
  }

  /// A start takes half a minute until it fails on a file that was cut off, so it is looked at before.
  @Sendable static func reasonNotToLoad(_ entry: WeightsFolder.Entry) -> String? {
    for part in entry.parts {
      let name = Self.name(of: part.path)
      guard let problem = SafetensorsHeader.problem(with: "\(entry.file)/\(name)") else { continue }
      return "The file \(name) \(problem)."
    }
    guard FileManager.default.isReadableFile(atPath: "\(entry.file)/\(configName)") else {
      return "The file \(configName) is missing or cannot be read."
    }
    return nil
  }
}
