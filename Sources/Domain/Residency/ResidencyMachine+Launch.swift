/// Launch settings.
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
      // With another context it takes another amount.
      residency.measured = nil
    }
    if case .failed? = residencies[base]?.phase { retry(base, cause: "the launch settings changed", now) }
  }

  mutating func note(_ outcome: LaunchOutcome, of base: ModelID, _ attempt: Int) {
    guard case .loading(var loading)? = residencies[base]?.phase, loading.attempt == attempt else { return }
    loading.outcome = outcome
    residencies[base]?.phase = .loading(loading)
  }
}
