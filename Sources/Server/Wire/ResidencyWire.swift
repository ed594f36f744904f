import Audit
import Domain
import Residency

/// Residency as JSON (docs/api.md).
package enum ResidencyWire {
  /// - Parameter isForAdministrators: for others, everything is removed that could reveal other models or users.
  static func residency(_ live: LiveResidency, isForAdministrators: Bool) -> JSON {
    let report = live.report
    var body: JSON.Object = [
      "base_model": .string(report.baseModel.text), "runtime": .string(live.runtime.text),
      "desired": report.isDesired ? "loaded" : "unloaded", "state": .string(report.state.rawValue),
      "reason": .optional(publicReason(report.reason, report.advice)), "cause": nil, "since": .int(live.since.seconds),
      "retry_at": .optional(live.retryAt?.seconds), "bytes": .optional(report.bytes),
      "expected_bytes": .optional(report.expectedBytes), "leases": 0, "waiting": 0,
      "load_seconds": report.loadTime.map(seconds) ?? .null, "pid": nil, "pinned": .bool(report.isPinned),
      "last_used_at": nil, "file": file(report.file), "loaded_file": file(report.loadedFile),
      "outdated": .bool(report.isOutdated), "launch_changed": .bool(false), "outcome": nil,
    ]
    if isForAdministrators {
      body["reason"] = .optional(fullReason(report.reason, report.advice))
      body["cause"] = .optional(report.cause)
      body["leases"] = .int(report.leases)
      body["waiting"] = .int(report.waiting)
      body["pid"] = .optional(report.processID)
      body["launch_changed"] = .bool(report.isLaunchOutdated)
      body["outcome"] = report.outcome.map(LaunchWire.outcome) ?? .null
      body["last_used_at"] = .optional(live.lastUsedAt?.seconds)
    }
    return .object(body)
  }

  private static func file(_ file: WeightsFile?) -> JSON {
    file.map { ["bytes": .int($0.bytes), "changed_at": .int($0.changedAt.seconds)] } ?? .null
  }

  static func skippedFile(_ file: SkippedFile) -> JSON {
    [
      "file": .string(file.path), "code": .string(file.code), "reason": .string(file.explanation),
      "about": .optional(file.about),
    ]
  }

  static func scan(_ scan: WeightsScan, of runtime: RuntimeID) -> JSON {
    [
      "runtime": .string(runtime.text), "skipped_files": .array(scan.skipped.map(skippedFile)),
      "problem": .optional(scan.problem),
    ]
  }

  static func runtime(
    _ runtime: RuntimePool.Status, _ states: [LiveResidency], _ scan: WeightsScan, isForAdministrators: Bool
  ) -> JSON {
    [
      "id": .string(runtime.id.text), "kind": .string(runtime.kind), "state": .string(runtime.state.rawValue),
      "always_loaded": .bool(runtime.isAlwaysLoaded),
      "budget_bytes": isForAdministrators ? .optional(runtime.budgetBytes) : nil,
      "used_bytes": isForAdministrators ? .int(states.reduce(0) { $0 + ($1.report.bytes ?? 0) }) : nil,
      "idle_unload_seconds": runtime.idleUnload.map(seconds) ?? .null,
      "models": .array(states.map { residency($0, isForAdministrators: isForAdministrators) }),
      "skipped_files": isForAdministrators ? .array(scan.skipped.map(skippedFile)) : nil,
      "problem": .optional(isForAdministrators ? scan.problem : nil),
    ]
  }

  static func moment(_ moment: ResidencyMoment, isForAdministrators: Bool) -> JSON {
    [
      "at": .int(moment.at.seconds), "state": .string(moment.state.rawValue),
      "reason": .optional(
        isForAdministrators
          ? fullReason(moment.reason, moment.advice) : publicReason(moment.reason, moment.advice)),
      "cause": .optional(isForAdministrators ? moment.cause : nil),
      "load_seconds": moment.loadMilliseconds.map { .number("\(Double($0) / 1000)") } ?? .null,
      "bytes": .optional(moment.bytes), "freed_bytes": .optional(moment.freedBytes),
    ]
  }

  static func plan(_ plan: ResidencyPlan, for model: ModelID, on runtime: RuntimeID) -> JSON {
    [
      "model": .string(model.text), "base_model": .string(plan.baseModel.text), "runtime": .string(runtime.text),
      "verdict": .string(plan.verdict.rawValue), "reason": .optional(plan.reason),
      "needed_bytes": .int(plan.neededBytes), "budget_bytes": .optional(plan.budgetBytes),
      "used_bytes": .int(plan.usedBytes),
      "would_unload": .array(
        plan.victims.map { victim in
          let occupant = victim.occupant
          return [
            "base_model": .string(occupant.baseModel.text), "bytes": .int(occupant.bytes),
            "leases": .int(occupant.leases), "waiting": .int(occupant.waiting), "pinned": .bool(occupant.isPinned),
            "reason": .string(victim.why),
          ]
        }),
      "need": need(plan),
    ]
  }

  private static func need(_ plan: ResidencyPlan) -> JSON {
    var unknown: MemoryUnknown?
    if case .guessed(let reason)? = plan.estimate?.stage { unknown = reason }
    let lines = plan.estimate?.explanation ?? []
    return [
      "bytes": .int(plan.need.bytes), "stage": .string(plan.need.stage.rawValue),
      "measured_bytes": .optional(plan.measuredBytes), "unknown": .optional(unknown?.detail),
      "computed": .array(
        lines.map {
          ["part": .string($0.part.rawValue), "formula": .string($0.formula), "bytes": .int($0.bytes)]
        }),
    ]
  }

  /// Who may see it sees all of it: for administrators.
  static func device(_ device: DeviceReport) -> JSON {
    let pool = device.pool
    return [
      "id": .string(pool.id.text), "name": .string(pool.name), "kind": .string(pool.kind.rawValue),
      "total_bytes": .optional(pool.totalBytes), "used": amount(device.reading.used),
      "free": amount(device.reading.free), "source": .string(device.reading.source),
      "age_seconds": seconds(max(.zero, .now - device.reading.at)),
      "notes": .array(device.reading.notes.map { .string($0.detail) }),
      "processes": .array(
        device.processes.map { ["pid": .int($0.pid), "memory": amount($0.bytes)] }),
      "missing_processes": .optional(device.missingProcesses?.detail),
    ]
  }

  private static func amount(_ amount: MemoryAmount) -> JSON {
    ["bytes": .optional(amount.bytes), "unknown": .optional(amount.unknown?.detail)]
  }

  /// Advice is always about missing memory; others than administrators do not see how much there is.
  private static func publicReason(_ reason: String?, _ advice: String?) -> String? {
    advice == nil ? reason : ResidencyPlanner.publicReasonForNoRoom
  }

  private static func fullReason(_ reason: String?, _ advice: String?) -> String? {
    reason.map { reason in advice.map { "\(reason): \($0)" } ?? reason }
  }

  static func seconds(_ duration: Duration) -> JSON {
    .number("\(Double(duration.wholeMilliseconds) / 1000)")
  }
}
