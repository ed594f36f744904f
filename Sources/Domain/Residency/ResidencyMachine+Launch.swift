/// Settings of single models.
extension ResidencyMachine {
  /// A process that is there goes on as it was started; what failed may be right now.
  mutating func apply(_ launch: LaunchSettings, of base: ModelID, _ asOf: Int, _ now: Instant) {
    guard asOf >= latestLaunchEntry[base] ?? 0 else { return }
    latestLaunchEntry[base] = asOf
    // Without a residency there is nothing to start: models that nothing is known of are not listed.
    if launch.isEmpty, residencies[base] == nil { return }
    guard residencies[base]?.launch ?? LaunchSettings() != launch else { return }
    change(base, now) { residency in
      residency.launch = launch
    }
    computeNeed(of: base)
    if case .failed? = residencies[base]?.phase { retry(base, cause: "the launch settings changed", now) }
  }

  mutating func apply(_ settings: ResidencySettings, of base: ModelID, _ asOf: Int, _ now: Instant) {
    guard asOf >= latestSettingsEntry[base] ?? 0 else { return }
    latestSettingsEntry[base] = asOf
    if settings.isEmpty, residencies[base] == nil { return }
    guard residencies[base]?.settings ?? ResidencySettings() != settings else { return }
    change(base, now) { residency in
      residency.settings = settings
      // An idle model is not unloaded at the moment it may be.
      residency.lastUsedAt = now
    }
    mustDivideMemory = true
    if case .failed? = residencies[base]?.phase { retry(base, cause: "its settings changed", now) }
    settle(base, now)
  }

  /// By hand or by its settings.
  func isPinned(_ base: ModelID) -> Bool {
    pinned.contains(base) || residencies[base]?.settings.mode == .pinned
  }

  mutating func note(_ outcome: LaunchOutcome, of base: ModelID, _ attempt: Int) {
    guard case .loading(var loading)? = residencies[base]?.phase, loading.attempt == attempt else { return }
    loading.outcome = outcome
    residencies[base]?.phase = .loading(loading)
  }
}
