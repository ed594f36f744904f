import Domain

extension ProcessRuntime {
  /// Removes what an earlier Muster of this data folder has left with an engine that is a daemon of its own.
  package func serve(until stop: StopSignal) async {
    for command in [settings.command] + settings.profiles.values {
      if let engine = ContainerCommand(command).map(engine(of:)) { await removeStrays(engine) }
    }
  }

  private func removeStrays(_ engine: ContainerEngine) async {
    let removed = await strays.remove(by: engine)
    if let removed, !removed.isEmpty {
      logger.notice("Runtime \(id): removed \(removed.count) containers of an earlier run")
    }
  }

  private func engine(of command: ContainerCommand) -> ContainerEngine {
    // Which engine is meant may depend on variables; what is filled in for a model is of no use to it.
    ContainerEngine(client: command.engine, environment: settings.environment.filter { !$0.value.contains("{") })
  }

  /// - Returns: `nil`: the command runs none.
  /// - Throws: `CannotLaunch`: Muster could not end it, or others could reach it.
  func container(
    _ template: [String], _ weights: AvailableWeights
  ) async throws(CannotLaunch) -> ServerContainer? {
    guard let command = ContainerCommand(template) else { return nil }
    if let problem = command.problem { throw CannotLaunch(detail: "The command \(problem).") }
    let engine = engine(of: command)
    await removeStrays(engine)
    return ServerContainer(command, of: weights.baseModel, owner: settings.containerOwner, engine: engine)
  }
}
