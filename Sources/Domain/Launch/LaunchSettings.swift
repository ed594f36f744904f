/// How one base model is started, where that differs from the runtime's command: `meta.muster.launch`.
///
/// Everything is optional; what is `nil` is left to the runtime's command or to `LaunchDefaults`.
package struct LaunchSettings: Sendable, Hashable {
  package enum Mode: String, Sendable, CaseIterable { case chat, embeddings, reranking }
  package enum FlashAttention: String, Sendable, CaseIterable { case on, off, auto }
  /// As llama.cpp calls them.
  package enum CacheType: String, Sendable, CaseIterable {
    case f32, f16, bf16
    case q8 = "q8_0"
    case q4 = "q4_0"
    case q4One = "q4_1"
    case iq4 = "iq4_nl"
    case q5 = "q5_0"
    case q5One = "q5_1"
  }

  /// A setting of its own, as it stands in JSON.
  package enum Field: String, Sendable, CaseIterable {
    case context
    case gpuLayers = "gpu_layers"
    case parallel, threads, batch
    case cacheTypeK = "cache_type_k"
    case cacheTypeV = "cache_type_v"
    case flashAttention = "flash_attention"
    case projector
    case draftModel = "draft_model"
    case lora
    case chatTemplate = "chat_template"
    case mode, profile, command, arguments, environment
    case acceptSmaller = "accept_smaller"
  }

  /// The projector of a model that should do without the one that lies beside its weights.
  package static let noProjector = "none"

  /// Tokens that all requests of the process share.
  package var context: Int?
  package var gpuLayers: Int?
  /// Requests that are answered at the same time.
  package var parallel: Int?
  package var threads: Int?
  /// Tokens of a prompt that are computed together.
  package var batch: Int?
  package var cacheTypeK: CacheType?
  package var cacheTypeV: CacheType?
  package var flashAttention: FlashAttention?
  /// A file in the models folder, or `noProjector`.
  package var projector: String?
  /// A file in the models folder, or the id of a base model.
  package var draftModel: String?
  /// Files in the models folder.
  package var lora: [String] = []
  /// Jinja, or the name of a template that llama-server knows.
  package var chatTemplate: String?
  package var mode: Mode?
  /// A command that the runtime's configuration has under this name, in place of the runtime's own.
  package var profile: String?
  /// A whole command in place of the runtime's: words, never a shell line.
  package var command: [String] = []
  /// Words, never a shell line.
  package var arguments: [String] = []
  package var environment: [String: String] = [:]
  /// Whether a load that got less than was asked for counts as loaded.
  package var acceptSmaller = true

  package init() {}

  package var isEmpty: Bool { self == LaunchSettings() }
}

extension LaunchSettings {
  /// A number that stands in a member of `LaunchSettings`.
  static var numbers: [(field: Field, path: WritableKeyPath<LaunchSettings, Int?>, limits: ClosedRange<Int>)] {
    [
      (.context, \.context, 1...16_777_216), (.gpuLayers, \.gpuLayers, 0...9999), (.parallel, \.parallel, 1...256),
      (.threads, \.threads, 1...1024), (.batch, \.batch, 1...1_048_576),
    ]
  }

  /// What is set, by field.
  package subscript(field: Field) -> JSON? {
    switch field {
    case .context: context.map(JSON.int)
    case .gpuLayers: gpuLayers.map(JSON.int)
    case .parallel: parallel.map(JSON.int)
    case .threads: threads.map(JSON.int)
    case .batch: batch.map(JSON.int)
    case .cacheTypeK: cacheTypeK.map { .string($0.rawValue) }
    case .cacheTypeV: cacheTypeV.map { .string($0.rawValue) }
    case .flashAttention: flashAttention.map { .string($0.rawValue) }
    case .projector: projector.map(JSON.string)
    case .draftModel: draftModel.map(JSON.string)
    case .lora: lora.isEmpty ? nil : .array(lora.map(JSON.string))
    case .chatTemplate: chatTemplate.map(JSON.string)
    case .mode: mode.map { .string($0.rawValue) }
    case .profile: profile.map(JSON.string)
    case .command: command.isEmpty ? nil : .array(command.map(JSON.string))
    case .arguments: arguments.isEmpty ? nil : .array(arguments.map(JSON.string))
    case .environment:
      environment.isEmpty
        ? nil : .object(.init(environment.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value)) }))
    case .acceptSmaller: acceptSmaller ? nil : .bool(false)
    }
  }

  /// As it stands in `meta.muster.launch`, what is not set left out.
  package var json: JSON {
    .object(.init(Field.allCases.compactMap { field in self[field].map { (key: field.rawValue, value: $0) } }))
  }

  /// The settings in which `self` and `later` differ.
  package func changes(to later: LaunchSettings) -> [FieldChange] {
    Field.allCases.compactMap { field in
      self[field] == later[field] ? nil : FieldChange(field.rawValue, before: self[field], after: later[field])
    }
  }
}

extension Model {
  /// How a base model is started; what is stored and cannot be used is left out.
  package var launch: LaunchSettings {
    guard baseModelID == nil, let launch = content.launch else { return LaunchSettings() }
    return LaunchSettings.read(launch).settings
  }
}

extension ModelContent {
  /// `meta.muster.launch`; `nil`: none.
  package var launch: JSON? { meta["muster"]?["launch"].flatMap { $0.isNull ? nil : $0 } }

  package mutating func setLaunch(_ launch: JSON?) {
    if launch == nil, self.launch == nil { return }
    var muster = meta["muster"]?.object ?? [:]
    muster["launch"] = launch
    meta["muster"] = muster.isEmpty ? nil : .object(muster)
  }
}
