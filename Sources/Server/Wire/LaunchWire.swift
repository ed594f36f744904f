import Domain
import Residency

/// Launch settings as JSON (docs/api.md).
enum LaunchWire {
  static func report(_ report: LaunchReport) -> JSON {
    let live = report.live?.report
    return [
      "base_model": .string(report.baseModel.text), "launch": report.launch.json,
      "state": .optional(live?.state.rawValue), "started_with": live?.startedWith?.json ?? .null,
      "changes": .array(report.changes.map(change)), "needs_reload": .bool(report.needsReload),
      "outcome": live?.outcome.map(outcome) ?? .null,
      "runtimes": .array(report.plans.map { plan($0.plan, on: $0.runtime) }),
    ]
  }

  static func outcome(_ outcome: LaunchOutcome) -> JSON {
    [
      "context": .optional(outcome.context), "parallel": .optional(outcome.parallel),
      "gpu_layers": .optional(outcome.gpuLayers), "layers": .optional(outcome.layers),
      "smaller": .array(
        outcome.shortfalls.map { shortfall in
          ["setting": .string(shortfall.field.rawValue), "got": .int(shortfall.got), "asked": .int(shortfall.asked)]
        }),
    ]
  }

  private static func change(_ change: FieldChange) -> JSON {
    ["setting": .string(change.field), "before": change.before ?? .null, "after": change.after ?? .null]
  }

  private static func plan(_ plan: LaunchPlan, on runtime: RuntimeID) -> JSON {
    [
      "runtime": .string(runtime.text),
      "command": plan.command.isEmpty ? .null : .array(plan.command.map(JSON.string)),
      "environment": .array(plan.environment.map { ["name": .string($0.name), "value": .string($0.value)] }),
      "asked": plan.asked.json,
      "unsupported": .array(
        plan.unsupported.map { ["setting": .string($0.field.rawValue), "reason": .string($0.reason)] }),
      "problems": .array(plan.problems.map(JSON.string)),
      "profiles": .array(plan.choices.profiles.map(JSON.string)), "model_commands": .bool(plan.choices.takesCommands),
    ]
  }
}
