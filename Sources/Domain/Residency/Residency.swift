/// The actual state of one base model on one runtime.
package enum ResidencyState: String, Sendable, CaseIterable {
  /// `waiting`: for memory.
  case unloaded, waiting, loading, loaded, draining, unloading, failed
}

/// The desired state of a base model, as of one entry of the audit trail. The latest entry counts, in whatever order
/// desired states arrive.
package struct DesiredState: Sendable, Equatable {
  package var baseModel: ModelID
  package var isDesired: Bool
  package var asOf: Int
  /// How it is started.
  package var launch: LaunchSettings
  /// When it is in memory.
  package var settings: ResidencySettings

  package init(
    baseModel: ModelID, isDesired: Bool, asOf: Int, launch: LaunchSettings = LaunchSettings(),
    settings: ResidencySettings = ResidencySettings()
  ) {
    self.baseModel = baseModel
    self.isDesired = isDesired
    self.asOf = asOf
    self.launch = launch
    self.settings = settings
  }
}

/// Everything that should be loaded, as of one entry of the audit trail; a base model that is not named is not.
package struct DesiredStates: Sendable, Equatable {
  package var all: [DesiredState]
  package var asOf: Int

  package init(_ all: [DesiredState], asOf: Int) {
    self.all = all
    self.asOf = asOf
  }
}

/// The state of one base model at one moment.
package struct ResidencyReport: Sendable, Equatable {
  package var baseModel: ModelID
  package var isDesired: Bool
  package var state: ResidencyState
  /// Why the state is as it is; always there when it is `failed`.
  package var reason: String?
  /// What to do about it, for administrators: it may name other models.
  package var advice: String?
  /// The event that led to it.
  package var cause: String?
  package var since: ContinuousClock.Instant
  package var retryAt: ContinuousClock.Instant?
  /// Memory: measured when loaded, estimated while loading; `nil`: not known.
  package var bytes: Int?
  package var leases: Int
  package var waiting: Int
  package var loadTime: Duration?
  package var processID: Int?
  /// What it was expected to take when it was started; more may be in use than the budget allows where it took more.
  package var expectedBytes: Int?
  /// Not unloaded when idle or by hand.
  package var isPinned = false
  package var lastUsedAt: ContinuousClock.Instant?
  /// The file in the models folder; `nil`: none.
  package var file: WeightsFile?
  /// What its process was started with; `nil` while there is none.
  package var loadedFile: WeightsFile?
  /// The file was replaced, or removed, since its process was started.
  package var isOutdated = false
  /// How its next process is started.
  package var launch = LaunchSettings()
  package var settings = ResidencySettings()
  /// How the process that is there, or on its way, was started; `nil` while there is none.
  package var startedWith: LaunchSettings?
  /// What its process got of what was asked for; `nil`: it does not tell.
  package var outcome: LaunchOutcome?

  /// The launch settings were changed since its process was started.
  package var isLaunchOutdated: Bool { startedWith.map { $0 != launch } ?? false }
}

/// A state that was left for another.
package struct ResidencyTransition: Sendable, Equatable {
  package var baseModel: ModelID
  package var from: ResidencyState
  package var to: ResidencyState
  package var reason: String?
  /// What to do about it, for administrators: it may name other models.
  package var advice: String?
  package var cause: String?
  /// What an unload gave back.
  package var freedBytes: Int?
}

/// The right to use a resident model for one request.
package struct Lease: Sendable, Hashable {
  package var id: Int
  package var baseModel: ModelID
  package var runtime: RuntimeID
  package var upstream: Upstream

  package init(id: Int, baseModel: ModelID, runtime: RuntimeID, upstream: Upstream) {
    self.id = id
    self.baseModel = baseModel
    self.runtime = runtime
    self.upstream = upstream
  }
}

/// How a model left the memory, as the runtime reports it.
package struct ResidencyEnd: Sendable, Equatable {
  /// For people: the line of the process's log that says why.
  package var reason: String
  /// Whether a retry may help.
  package var isRetryable: Bool
  /// It still ran, but no longer answered.
  package var isHang: Bool
  /// `nil`: not known.
  package var freedBytes: Int?

  package init(reason: String, isRetryable: Bool, isHang: Bool, freedBytes: Int?) {
    self.reason = reason
    self.isRetryable = isRetryable
    self.isHang = isHang
    self.freedBytes = freedBytes
  }
}
