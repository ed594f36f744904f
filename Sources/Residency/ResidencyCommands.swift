import Audit
import Domain

/// Commands on memory that users give: pin, load and unload. Each is checked against `AccessPolicy` and leaves an entry
/// in the audit trail.
package struct ResidencyCommands: Sendable {
  /// A load or unload that was carried out.
  package struct Outcome: Sendable, Equatable {
    package var baseModel: ModelID
    /// `nil`: not known.
    package var bytes: Int?
    /// The state by now, which may have changed again.
    package var state: ResidencyState?
  }

  /// What `Registry`, which this module does not know, does for a command.
  package struct Models: Sendable {
    /// The base model under a model; refuses callers who may not do `action`.
    let weights: @Sendable (ModelID, _ action: Action, Caller) async throws -> ModelID
    /// Stores the pin and its audit entry; returns the number of the newest entry by then.
    let setPinned: @Sendable (_ base: ModelID, Bool, Caller) async throws -> Int

    package init(
      weights: @escaping @Sendable (ModelID, Action, Caller) async throws -> ModelID,
      setPinned: @escaping @Sendable (ModelID, Bool, Caller) async throws -> Int
    ) {
      self.weights = weights
      self.setPinned = setPinned
    }
  }

  let runtimes: RuntimePool
  private let auditLog: AuditLog
  private let models: Models
  private let readDevices: @Sendable () async -> [DeviceReport]

  /// - Parameter devices: reads what the memory of this system holds; never throws, since what cannot be read is unknown.
  package init(
    runtimes: RuntimePool, auditLog: AuditLog, models: Models, devices: @escaping @Sendable () async -> [DeviceReport]
  ) {
    self.runtimes = runtimes
    self.auditLog = auditLog
    self.models = models
    readDevices = devices
  }

  /// What the memory of this system and of its GPUs holds.
  package func devices(as caller: Caller) async throws -> [DeviceReport] {
    if case .refused(let refusal) = AccessPolicy.decide(entering: .readResidency, by: caller) { throw refusal }
    return await readDevices()
  }

  /// What a load of `model` would take.
  package func plan(
    _ model: ModelID, as caller: Caller
  ) async throws -> (runtime: RuntimeID, plan: ResidencyPlan) {
    runtimes.plan(for: try await baseModel(of: model, for: .readResidency, as: caller))
  }

  /// Pins the base model under `model`, or unpins it.
  package func pin(_ model: ModelID, _ isPinned: Bool, as caller: Caller) async throws -> LiveResidency {
    let base = try await baseModel(of: model, for: .changeResidency, as: caller)
    // Not a child task: a client that disconnects must not leave the database and the runtimes different.
    try await Task {
      runtimes.pin(base, isPinned, asOf: try await models.setPinned(base, isPinned, caller))
    }.value
    guard let live = runtimes.state(of: base) else { throw Refusal.notOnRuntime(model) }
    return live
  }

  package func load(_ model: ModelID, as caller: Caller) async throws -> Outcome {
    let base = try await baseModel(of: model, for: .changeResidency, as: caller)
    return try await perform(.residencyLoad, base, caller) {
      try await runtimes.load(base, cause: "loaded by hand")
    }
  }

  package func unload(_ model: ModelID, as caller: Caller) async throws -> Outcome {
    let base = try await baseModel(of: model, for: .changeResidency, as: caller)
    return try await perform(.residencyUnload, base, caller) {
      try await runtimes.unload(base, cause: "unloaded by hand")
    }
  }

  /// - Throws: `Refusal`: not allowed, or neither loaded nor available on a runtime.
  func baseModel(of model: ModelID, for action: Action, as caller: Caller) async throws -> ModelID {
    let base = try await models.weights(model, action, caller)
    guard runtimes.state(of: base) != nil else { throw Refusal.notOnRuntime(model) }
    return base
  }

  /// The entry names the user and the outcome; the transitions of the model have entries of their own.
  func perform(
    _ action: AuditAction, _ base: ModelID, _ caller: Caller, _ verb: String? = nil, _ act: () async throws -> Int?
  ) async throws -> Outcome {
    do {
      let bytes = try await act()
      // The action cannot be undone because its entry could not be written.
      await auditLog.recordIfPossible(
        Act(
          action, entityType: "residency", entityID: base.text,
          description:
            "\(verb ?? (action == .residencyLoad ? "Loaded" : "Unloaded")) \(base)\(bytes.map { ": \($0.asBytes)" } ?? "")",
          details: ["bytes": .optional(bytes)]), as: caller)
      return Outcome(baseModel: base, bytes: bytes, state: runtimes.state(of: base)?.report.state)
    } catch let refusal as Refusal {
      await auditLog.recordRefusal(
        of: .init(action, entityType: "residency", entityID: base.text), because: refusal, as: caller)
      throw refusal
    }
  }
}

extension Refusal {
  fileprivate static func notOnRuntime(_ model: ModelID) -> Refusal {
    Refusal(.notFound, code: "model.not_found", detail: "Model '\(model)' was not found")
  }
}
