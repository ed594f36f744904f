import Accounts
import AsyncHTTPClient
import Audit
import Backups
import Domain
import Foundation
import Gateway
import Logging
import Registry
import Residency
import Runtimes
import Server
import ServiceLifecycle
import Storage

/// Wires the modules together, and runs them until the process is told to stop or a restore is requested.
struct Composition {
  let configuration: Configuration
  let folder: DataFolder
  let stop: StopSignal
  let watchdog = ShutdownWatchdog()
  var lastRestore: RestoreOutcome?

  /// - Returns: the backup to restore before the next run; `nil` to exit.
  /// - Throws: `CommandFailure` when the data folder cannot be used.
  func run() async throws -> RestoreRequest? {
    var logger = Logger(label: "muster")
    logger.logLevel = configuration.logLevel
    OpenFiles.allowAsManyAsPossible()
    // A write beyond the file size limit must fail, not kill the process.
    signal(SIGXFSZ, SIG_IGN)
    defer {
      folder.removeAddress()
      watchdog.disarm()
    }
    let database = try await folder.openDatabase()
    try ImportFolder.clear(in: configuration.data)
    let client = HTTPClient(configuration: Self.clientConfiguration)
    let downloads = HTTPClient(configuration: Self.downloadConfiguration)
    let request: RestoreRequest?
    do {
      request = try await serve(database, client, downloads, logger)
    } catch {
      try await client.shutdown()
      try await downloads.shutdown()
      throw error
    }
    try await client.shutdown()
    try await downloads.shutdown()
    try database.close()
    return request
  }

  private func serve(
    _ database: Database, _ client: HTTPClient, _ downloads: HTTPClient, _ logger: Logger
  ) async throws -> RestoreRequest? {
    let wakeups = Wakeups()
    let auditLog = AuditLog(
      database: database, softwareVersion: MusterCommand.version, committed: { wakeups.wake() },
      log: { logger.error("\($0)") })
    let trail = AuditTrail(database: database, auditLog: auditLog, key: try folder.auditKey())
    try await trail.begin()
    let publisher = publisher(client, logger)
    let sequencer = Sequencer(
      trail: trail, wakeups: wakeups, publish: { await publisher.take($0) }, log: { logger.error("\($0)") })
    let watch = TrailMonitor(trail: trail, log: { logger.error("\($0)") })
    let passwords = PasswordHash()
    let feed = LiveFeed()
    let pulls = RuntimePulls(auditLog: auditLog, logger: logger, changed: { feed.publish($0, on: $1) })
    let (runtimes, runtimeCommands) = try runtimes(database, auditLog, pulls, feed, client, logger)
    let registry = Registry(
      database: database, auditLog: auditLog, isAvailable: { runtimes.isAvailable($0) },
      launchChoices: { runtimes.launchChoices }, restoreRemoved: Accounts.restoreRemoved,
      announce: { change in
        runtimes.moveFence(
          of: change.id, to: change.revision, desiredStates: change.desiredStates, cause: change.cause)
        if change.shouldPublish { feed.publish(change) }
      })
    let accounts = try accounts(database, auditLog, passwords, registry)
    let backups = scheduledBackups(database, auditLog, logger)
    let weights = try weights(database, auditLog, runtimes, feed, downloads, logger)
    try await weights.begin()
    try await runtimeCommands.begin()
    try await Self.begin(runtimes, registry)

    let server = Server(
      .init(
        accounts: accounts, registry: registry, runtimes: runtimes,
        residencyCommands: Self.residencyCommands(runtimes, registry, auditLog),
        gateway: gateway(registry, accounts, runtimes, client, logger), auditLog: auditLog,
        trail: trail, backups: backups, weights: weights, feed: feed, runtimeCommands: runtimeCommands,
        binRetention: configuration.binRetention,
        problems: { await Self.problems(database, runtimes, backups, sequencer, watch, publisher) }),
      version: MusterCommand.version, limits: limits(logger), site: site(accounts), logger: logger)
    try await runUntilStopped(
      server, runtimes, logger,
      models: {
        await runtimes.run(desiredStates: registry.desiredStates) { runtime, scan in
          feed.publish(runtimes.scan(of: runtime), of: runtime)
          do {
            try await registry.remember(scan, outdated: runtimes.outdated)
          } catch {
            logger.error("Cannot record changed weights files", metadata: ["error": "\(error)"])
          }
        }
      },
      backgroundTasks(auditLog, trail, watch, accounts, registry, backups, logger) + [
        .init(name: "weights", until: .closing) { await weights.run() },
        .init(name: "live events", until: .closing) { await feed.run() },
        .init(name: "pulls", until: .closing) { await pulls.run() },
        // They outlive the models, to seal and publish the last entries.
        .init(name: "audit sequencer", until: .unloaded) { await sequencer.run() },
        .init(name: "audit publisher", until: .unloaded) { await publisher.run() },
        .init(name: "restore", until: .closing, isTrigger: true) { await backups.waitForRestoreRequest() },
        .init(name: "signals", until: .closing, isTrigger: true) { await stop.wait() },
      ])
    await auditLog.recordSkippedRefusals()
    await auditLog.closeReadSeries(all: true)
    await accounts.writeLastSeen()
    await registry.writeUsage { logger.error("Model usage: \($0)") }
    try await passwords.shutDown()
    return await backups.restoreRequest
  }

  private func weights(
    _ database: Database, _ auditLog: AuditLog, _ runtimes: RuntimePool, _ feed: LiveFeed, _ client: HTTPClient,
    _ logger: Logger
  ) throws -> WeightsLibrary {
    let settings = configuration.downloads
    let token: String?
    do {
      token = try settings.token.first?.read(ProcessInfo.processInfo.environment)
    } catch {
      throw CommandFailure.unusable("'downloads.hugging_face_token' \(error.message)")
    }
    return WeightsLibrary(
      database: database, auditLog: auditLog, files: ModelsFolderFiles(root: configuration.models),
      source: WebWeights(client: client, huggingFace: settings.huggingFace, token: token, logger: logger),
      settings: .init(
        reserveBytes: settings.reserveBytes, huggingFace: settings.huggingFace,
        binRetention: configuration.binRetention),
      offers: {
        runtimes.offers.map {
          RuntimeOffer(runtime: $0.runtime, hasModelsFolder: $0.hasModelsFolder, weights: $0.weights)
        }
      }, outdated: { runtimes.outdated }, progressed: { feed.publish($0) }, changed: { feed.publishWeights() },
      log: { logger.error("\($0)") })
  }

  /// Retention, backups and other periodic work.
  private func backgroundTasks(
    _ auditLog: AuditLog, _ trail: AuditTrail, _ watch: TrailMonitor, _ accounts: Accounts, _ registry: Registry,
    _ backups: BackupStore, _ logger: Logger
  ) -> [Lifecycle.Part] {
    [
      .init(name: "last seen", until: .closing) { await accounts.writeLastSeenPeriodically() },
      .init(name: "audit views", until: .closing) { await auditLog.closeReadSeriesPeriodically() },
      .init(name: "usage", until: .closing) {
        await registry.writeUsagePeriodically { logger.error("Model usage: \($0)") }
      },
      .init(name: "audit retention", until: .closing) {
        await trail.prunePeriodically(configuration.audit.retention) { logger.error("\($0)") }
      },
      .init(name: "audit watch", until: .closing) { await watch.run() },
      .init(name: "refusal count", until: .closing) { await auditLog.recordSkippedRefusalsPeriodically() },
      .init(name: "backups", until: .closing) { await backups.run() },
      .init(name: "bin", until: .closing) {
        await registry.purgeExpiredPeriodically(for: configuration.binRetention) { logger.error("Bin: \($0)") }
      },
      .init(name: "pending model switches", until: .unloaded) {
        await registry.saveDeactivationsPeriodically { logger.error("\($0)") }
      },
    ]
  }

  private func runtimes(
    _ database: Database, _ auditLog: AuditLog, _ pulls: RuntimePulls, _ feed: LiveFeed, _ client: HTTPClient,
    _ logger: Logger
  ) throws -> (RuntimePool, RuntimeCommands) {
    let factory = RuntimeFactory(configuration: configuration, client: client, logger: logger)
    let configured = try factory.configured()
    let pool = RuntimePool(
      configured.map(\.member), auditLog: auditLog, logger: logger, publish: { feed.publish($0) },
      changed: { feed.publishRuntimes() })
    let commands = RuntimeCommands(
      pool: pool, database: database, auditLog: auditLog, pulls: pulls, configured: configured, read: factory.read)
    return (pool, commands)
  }

  /// Loads weights, pins and desired states before the first request, so that none is refused by mistake.
  private static func begin(
    _ runtimes: RuntimePool, _ registry: Registry
  ) async throws {
    await runtimes.scan()
    for base in try await registry.pinnedModels() { runtimes.pin(base, true, asOf: 0) }
    runtimes.apply(desiredStates: try await registry.desiredStates(), cause: "Muster started")
  }

  private func accounts(
    _ database: Database, _ auditLog: AuditLog, _ passwords: PasswordHash, _ registry: Registry
  ) throws -> Accounts {
    Accounts(
      database: database, auditLog: auditLog, passwords: passwords, secret: try folder.sessionSecret(),
      foreignSecret: configuration.openWebUISecret,
      sessionSeconds: configuration.sessionLifetime.wholeSeconds,
      signUp: Accounts.SignUp(rawValue: configuration.signUp.rawValue) ?? .closed,
      revokeGrants: { try registry.revokeGrants(of: $0, newOwner: $1, $2, $3) })
  }

  private static func residencyCommands(
    _ runtimes: RuntimePool, _ registry: Registry, _ auditLog: AuditLog
  ) -> ResidencyCommands {
    let devices = MemoryDevices()
    return ResidencyCommands(
      runtimes: runtimes, auditLog: auditLog,
      models: .init(
        weights: { try await registry.weights(of: $0, for: $1, as: $2) },
        setPinned: { try await registry.setPinned($0, $1, as: $2) }), devices: { await devices.read() })
  }

  /// Who asks and whether they may use the model is one read of the database: each read costs many times what its
  /// queries do.
  private func gateway(
    _ registry: Registry, _ accounts: Accounts, _ runtimes: RuntimePool, _ client: HTTPClient,
    _ logger: Logger
  ) -> Gateway {
    Gateway(
      admit: { model, credentials, origin in
        try registry.admit(
          to: model, accounts.resolver(credentials, from: origin, withPermissions: false))
      },
      registry: registry, runtimes: runtimes, client: client, logger: logger)
  }

  private func site(_ accounts: Accounts) -> SiteSettings {
    SiteSettings(
      basePath: configuration.basePath, trustedProxies: TrustedProxies(configuration.trustedProxies),
      allowedOrigins: AllowedOrigins(configuration.allowedOrigins), instanceID: accounts.instanceID,
      acceptsOpenWebUISessions: configuration.openWebUISecret != nil)
  }

  private func limits(_ logger: Logger) -> Server.Limits {
    let wanted = configuration.limits.connections
    let possible = OpenFiles.connections(atMost: wanted)
    if possible < wanted {
      logger.notice(
        "Limited to \(possible) connections instead of \(wanted): raise the limit of open files (ulimit -n) to allow more."
      )
    }
    return Server.Limits(
      bodyBytes: configuration.limits.bodyBytes, bodiesBytes: configuration.limits.bodiesBytes, connections: possible,
      isShortOfDescriptors: { OpenFiles.areShort })
  }

  private func publisher(_ client: HTTPClient, _ logger: Logger) -> CheckpointPublisher {
    let audit = configuration.audit
    let channels: [CheckpointPublisher.Channel?] = [
      audit.publishFile.map { .file($0) }, audit.publishSyslog.map { .syslog($0) },
      audit.publishWebhook.map { .webhook($0, client) },
    ]
    return CheckpointPublisher(
      channels: channels.compactMap(\.self), pause: audit.publishEvery, log: { logger.error("\($0)") })
  }

  private func scheduledBackups(
    _ database: Database, _ auditLog: AuditLog, _ logger: Logger
  ) -> BackupStore {
    let settings = configuration.backups
    return BackupStore(
      database: database, auditLog: auditLog, kind: DataFolder.kind,
      settings: settings.folder.map { .init(folder: BackupFolder($0), every: settings.every, keep: settings.keep) },
      lastRestore: lastRestore, log: { logger.error("\($0)") })
  }

  private func runUntilStopped(
    _ server: Server, _ runtimes: RuntimePool, _ logger: Logger,
    models run: @escaping @Sendable () async -> Void, _ others: [Lifecycle.Part]
  ) async throws {
    let lifecycle = Lifecycle()
    let shutdown = Shutdown(
      timeout: configuration.shutdownTimeout,
      unloadGrace: configuration.runtimes.map(\.unloadGrace).max() ?? .zero,
      lifecycle: lifecycle, server: server, runtimes: runtimes, logger: logger, served: StopSignal(),
      unloaded: StopSignal())
    let connections = Lifecycle.Part(name: "connections", until: .cutOff) {
      defer { shutdown.served.fire() }
      try await serve(server, until: lifecycle, logger)
    }
    let models = Lifecycle.Part(name: "models", until: .disconnected) {
      defer { shutdown.unloaded.fire() }
      await run()
    }
    try await lifecycle.run([models, connections] + others) { await shutdown.perform(watchdog) }
  }

  private func serve(_ server: Server, until lifecycle: Lifecycle, _ logger: Logger) async throws {
    let listen = configuration.listen
    let service = HTTPService {
      try await server.run(host: listen.host, port: listen.port) { address in folder.announce(address, logger) }
    }
    let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        await lifecycle.wait(for: .closing)
        await group.triggerGracefulShutdown()
      }
      defer { tasks.cancelAll() }
      try await group.run()
    }
  }

  private static func problems(
    _ database: Database, _ runtimes: RuntimePool, _ backups: BackupStore, _ sequencer: Sequencer,
    _ watch: TrailMonitor, _ publisher: CheckpointPublisher
  ) async -> [Problem] {
    var problems: [Problem] = []
    if OpenFiles.areShort {
      problems.append(
        Problem(.openFiles, "Muster is out of file descriptors: raise the limit of open files (ulimit -n)"))
    }
    if let problem = await watch.problem { problems.append(Problem(.audit, problem)) }
    do {
      try await database.checkWritable()
      if let problem = await sequencer.problem { problems.append(Problem(.audit, problem)) }
    } catch {
      // The sequencer's problem would only repeat this one.
      problems.append(Problem(.storage, "cannot write to the database: \(error)"))
    }
    if let problem = await publisher.problem { problems.append(Problem(.publishing, problem)) }
    if let problem = await backups.problem { problems.append(Problem(.backups, problem)) }
    return problems + runtimes.problems().map { Problem(.models, $0) }
  }

  /// A server that sends nothing for a minute has stopped.
  private static var downloadConfiguration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.timeout.connect = .seconds(15)
    configuration.timeout.read = .seconds(60)
    return configuration
  }

  private static var clientConfiguration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.timeout.connect = .seconds(5)
    // Leases limit the requests to a model; the connection pool must not.
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 10_000
    // llama-server closes idle connections after 5 s. Close them earlier, so that no request uses one that is closing.
    configuration.connectionPool.idleTimeout = .seconds(3)
    // A process that refuses connections has ended. Without this, the client would retry until the connect timeout.
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }
}

/// A service whose group triggers the graceful shutdown of the HTTP server.
private struct HTTPService: Service {
  var body: @Sendable () async throws -> Void

  func run() async throws { try await body() }
}
