/// When one base model is in memory, where that differs from the runtime's settings: members of `meta.muster`.
///
/// Everything is optional; what is `nil` is left to the runtime's settings.
package struct ResidencySettings: Sendable, Hashable {
  package enum Mode: String, Sendable, CaseIterable {
    /// Loaded while it is active and there is free memory.
    case eager
    /// Loaded by its first request.
    case onDemand = "on_demand"
    /// Never unloaded while it is active.
    case pinned
  }

  /// A setting of its own, as it stands in JSON.
  package enum Field: String, Sendable, CaseIterable {
    case residency, priority
    case idleUnload = "idle_unload"
    case minResidency = "min_residency"
    case memory
    case maxConcurrency = "max_concurrency"
  }

  /// How long an idle model stays loaded.
  package enum IdleUnload: Sendable, Hashable {
    case after(Duration)
    case never
  }

  package var mode: Mode?
  /// Weight of its requests when memory is short; 1: as all others.
  package var priority: Double?
  package var idleUnload: IdleUnload?
  /// How long it stays loaded before it may have to make room.
  package var minResidency: Duration?
  /// What a load takes, in bytes, in place of what is measured or estimated.
  package var memoryBytes: Int?
  /// Requests that it answers at the same time; further ones wait.
  package var maxConcurrency: Int?

  package init() {}

  package var isEmpty: Bool { self == ResidencySettings() }

  /// As it stands in `meta.muster`; what is not set is left out.
  package var json: JSON.Object {
    .init(Field.allCases.compactMap { field in self[field].map { (key: field.rawValue, value: $0) } })
  }

  package subscript(field: Field) -> JSON? {
    switch field {
    case .residency: mode.map { .string($0.rawValue) }
    case .priority: priority.map { .number("\($0)") }
    case .idleUnload:
      switch idleUnload {
      case .after(let duration): .string(DurationText.exact(duration))
      case .never: "none"
      case nil: nil
      }
    case .minResidency: minResidency.map { .string(DurationText.exact($0)) }
    case .memory: memoryBytes.map { .string(ByteCount.exact($0)) }
    case .maxConcurrency: maxConcurrency.map(JSON.int)
    }
  }
}

extension ResidencySettings {
  private static let durations: ClosedRange<Duration> = .seconds(1)...(.seconds(30 * 86_400))
  private static let sizes = (1 << 20)...(1 << 50)

  /// Reads `meta.muster`; members that are no such setting are not looked at.
  /// - Returns: the settings without what is wrong, and what is wrong with which field.
  package static func read(_ members: JSON.Object) -> (settings: ResidencySettings, problems: [FieldProblem]) {
    var settings = ResidencySettings()
    var problems: [FieldProblem] = []
    for field in Field.allCases {
      guard let value = members[field.rawValue], !value.isNull else { continue }
      if let message = settings.set(field, value) {
        problems.append(
          FieldProblem(["body", "meta", "muster", field.rawValue], type: "value_error", message: message, input: value))
      }
    }
    return (settings, problems)
  }

  /// - Returns: what is wrong with the value.
  private mutating func set(_ field: Field, _ value: JSON) -> String? {
    switch field {
    case .residency:
      guard let mode = value.string.flatMap(Mode.init) else {
        return "must be one of \(Mode.allCases.map(\.rawValue).joined(separator: ", "))"
      }
      self.mode = mode
    case .priority:
      guard let priority = value.double, (0.01...100).contains(priority) else {
        return "must be a number from 0.01 to 100"
      }
      self.priority = priority
    case .idleUnload:
      if value == "none" {
        idleUnload = .never
      } else if let duration = Self.duration(value) {
        idleUnload = .after(duration)
      } else {
        return "must be \(DurationText.allowed), from 1s to 30d, or none"
      }
    case .minResidency:
      guard let duration = value.string == "0s" ? .zero : Self.duration(value) else {
        return "must be \(DurationText.allowed), from 0s to 30d"
      }
      minResidency = duration
    case .memory:
      guard let bytes = value.int ?? value.string.flatMap(ByteCount.bytes), Self.sizes.contains(bytes) else {
        return "must be \(ByteCount.allowed), from 1MiB to 1024TiB"
      }
      memoryBytes = bytes
    case .maxConcurrency:
      guard let number = value.int, (1...10_000).contains(number) else {
        return "must be a whole number from 1 to 10000"
      }
      maxConcurrency = number
    }
    return nil
  }

  private static func duration(_ value: JSON) -> Duration? {
    value.string.flatMap(DurationText.duration).flatMap { durations.contains($0) ? $0 : nil }
  }

  /// What is wrong with the settings of a model.
  package static func problems(of model: Model) -> [FieldProblem] {
    guard let members = model.content.residencySettings else { return [] }
    guard model.baseModelID == nil else {
      return members.keys.map { name in
        FieldProblem(
          ["body", "meta", "muster", name], type: "value_error",
          message: "A preset has no such setting: it uses the memory of its base model.")
      }
    }
    return read(members).problems
  }
}

extension ModelContent {
  /// The members of `meta.muster` that are residency settings; `nil`: none.
  package var residencySettings: JSON.Object? {
    guard let muster = meta["muster"]?.object else { return nil }
    let members = ResidencySettings.Field.allCases.compactMap { field in
      muster[field.rawValue].flatMap { $0.isNull ? nil : (key: field.rawValue, value: $0) }
    }
    return members.isEmpty ? nil : .init(members)
  }

  package mutating func setResidencySettings(_ settings: JSON.Object) {
    var muster = meta["muster"]?.object ?? [:]
    for field in ResidencySettings.Field.allCases { muster[field.rawValue] = settings[field.rawValue] }
    if muster.isEmpty, meta["muster"] == nil { return }
    meta["muster"] = muster.isEmpty ? nil : .object(muster)
  }
}
