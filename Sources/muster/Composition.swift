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

/// Puts the modules together, and runs them until the process is told to stop, or a backup is to be restored.
struct Composition {
  let configuration: Configuration
  let folder: DataFolder
  let stop: StopSignal
  var lastRestore: RestoreOutcome?

  /// - Returns: the backup that the house is to go on from; `nil` when Muster is to end.
  /// - Throws: `CommandFailure` when the data folder cannot be used.
  func run() async throws -> RestoreWish? {
    var logger = Logger(label: "muster")
    logger.logLevel = configuration.logLevel
    OpenFiles.allowAsManyAsPossible()
    defer { folder.forgetAddress() }
    let database = try await folder.openDatabase()
    try ImportFolder.clear(in: configuration.data)
    let client = HTTPClient(configuration: Self.clientConfiguration)
    let wish: RestoreWish?
    do {
      wish = try await serve(database, client, logger)
    } catch {
      try await client.shutdown()
      throw error
    }
    try await client.shutdown()
    try database.close()
    return wish
  }

  private func serve(_ database: Database, _ client: HTTPClient, _ logger: Logger) async throws -> RestoreWish? {
    let wakeups = Wakeups()
    let auditLog = AuditLog(
      database: database, softwareVersion: MusterCommand.version, committed: { wakeups.wake() })
    let trail = AuditTrail(database: database, auditLog: auditLog, key: try folder.auditKey())
    try await trail.begin()
    let publisher = publisher(client, logger)
    let sequencer = Sequencer(
      trail: trail, wakeups: wakeups, publish: { await publisher.take($0) }, log: { logger.error("\($0)") })
    let passwords = PasswordHash()
    let feed = LiveFeed()
    let residency = try residencyController(auditLog, client, logger, feed)
    let registry = Registry(
      database: database, auditLog: auditLog, isOffered: { await residency.isOffered($0) },
      announce: { change in
        await residency.take(
          door: change.id, revision: change.revision, demands: change.demands,
          cause: change.cause)
        feed.publish(change)
      })
    let accounts = try accounts(database, auditLog, passwords, registry)
    let backups = scheduledBackups(database, auditLog, logger)
    // Known before the first request comes, so that none is refused for what was merely not looked at yet.
    await residency.take(try residency.runtime.found())
    for base in try await registry.keptModels() { await residency.keep(base, true, asOf: 0) }
    await residency.take(try await registry.demands(), cause: "the start of Muster")

    let server = Server(
      .init(
        accounts: accounts, registry: registry, residency: residency,
        gateway: Gateway(registry: registry, residency: residency, client: client, logger: logger), auditLog: auditLog,
        trail: trail,
        backups: backups, feed: feed,
        runtime: RuntimeSummary(
          id: residency.runtime.settings.id, budgetBytes: residency.runtime.settings.memoryBytes,
          idleUnload: configuration.runtimes.first?.idleUnload),
        binKept: configuration.binKept,
        problems: {
          await Self.problems(database, residency)
            + [backups.problem, sequencer.problem, publisher.problem].compactMap(\.self)
        }),
      version: MusterCommand.version, largestBody: configuration.limits.bodyBytes,
      trustedProxies: TrustedProxies(configuration.trustedProxies), logger: logger)
    let listen = configuration.listen
    try await runUntilStopped(
      [
        Running {
          await residency.run(demands: registry.demands) { found, outdated in
            feed.publish(found.leftOut, of: residency.runtime.settings.id)
            do {
              try await registry.remember(found, outdated: outdated)
            } catch {
              logger.error("changed files of weights could not be recorded", metadata: ["error": "\(error)"])
            }
          }
        },
        Running(ends: .byItself) {
          try await server.run(host: listen.host, port: listen.port) { address in
            folder.announce(address, logger)
          }
        },
        Running { await feed.run() },
        Running { await accounts.keepAttendance() },
        Running { await registry.keepUsage { logger.error("how models are used: \($0)") } },
        Running { await sequencer.run() },
        Running { await publisher.run() },
        Running { await trail.keep(for: configuration.audit.kept) { logger.error("\($0)") } },
        Running { await backups.run() },
        Running {
          await registry.keepBin(for: configuration.binKept) { logger.error("the bin: \($0)") }
        },
        Running(ends: .withAllOthers) { await backups.untilRestoreIsAsked() },
        Running(ends: .withAllOthers) { await stop.wait() },
      ], logger)
    await accounts.writeAttendance()
    await registry.writeUsage { logger.error("how models are used: \($0)") }
    try await passwords.shutDown()
    return await backups.wish
  }

  private func accounts(
    _ database: Database, _ auditLog: AuditLog, _ passwords: PasswordHash, _ registry: Registry
  ) throws -> Accounts {
    Accounts(
      database: database, auditLog: auditLog, passwords: passwords, secret: try folder.sessionSecret(),
      foreignSecret: configuration.openWebUISecret,
      sessionSeconds: Int(configuration.sessionLifetime.components.seconds),
      signUp: Accounts.SignUp(rawValue: configuration.signUp.rawValue) ?? .closed,
      farewell: { try registry.withdraw(from: $0, heir: $1, $2, $3) })
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
  ) -> BackupKeeper {
    let settings = configuration.backups
    return BackupKeeper(
      database: database, auditLog: auditLog, kind: DataFolder.kind,
      settings: settings.folder.map { .init(folder: BackupFolder($0), every: settings.every, keep: settings.keep) },
      lastRestore: lastRestore, log: { logger.error("\($0)") })
  }

  private func residencyController(
    _ auditLog: AuditLog, _ client: HTTPClient, _ logger: Logger, _ feed: LiveFeed
  ) throws -> ResidencyController {
    guard let runtime = configuration.runtimes.first, let executable = Self.ownExecutable else {
      throw CommandFailure.unusable("This program does not find its own file.")
    }
    let settings = ProcessRuntime.Settings(
      id: RuntimeID(runtime.id), memoryBytes: runtime.memoryBytes, modelsFolder: configuration.models,
      command: runtime.command, environment: runtime.environment, loadTimeout: runtime.loadTimeout,
      drainTimeout: runtime.drainTimeout, unloadGrace: runtime.unloadGrace, healthInterval: runtime.healthInterval,
      stallTimeout: runtime.stallTimeout, guardExecutable: executable)
    return ResidencyController(
      runtime: ProcessRuntime(settings: settings, client: client, logger: logger),
      settings: .init(
        budgetBytes: runtime.memoryBytes, loadTimeout: runtime.loadTimeout, drainTimeout: runtime.drainTimeout,
        unloadGrace: runtime.unloadGrace, stallTimeout: runtime.stallTimeout,
        mostWaiting: configuration.limits.waiting, idleUnload: runtime.idleUnload), auditLog: auditLog, logger: logger,
      publish: { feed.publish($0) })
  }

  /// Stops in the reverse order: first those who watch, then the server with its last answers, then the models.
  private func runUntilStopped(_ services: [Running], _ logger: Logger) async throws {
    var group = ServiceGroupConfiguration(
      services: services.map {
        .init(
          service: $0, successTerminationBehavior: $0.ends == .withAllOthers ? .gracefullyShutdownGroup : .cancelGroup)
      }, logger: logger)
    group.maximumGracefulShutdownDuration = configuration.shutdownTimeout
    try await ServiceGroup(configuration: group).run()
  }

  private static func problems(_ database: Database, _ residency: ResidencyController) async -> [String] {
    var problems = await residency.problems()
    do {
      try await database.checkWritable()
    } catch {
      problems.append("the database cannot be written: \(error)")
    }
    return problems
  }

  private static var ownExecutable: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  private static var clientConfiguration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.timeout.connect = .seconds(5)
    // How many requests a model gets at once is decided by leases; the pool must never make one wait.
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 10_000
    // llama-server closes idle connections after 5 s: one that it is just closing must not be chosen for a request.
    configuration.connectionPool.idleTimeout = .seconds(3)
    return configuration
  }
}

/// A part of the program that runs until the program is told to stop.
private struct Running: Service {
  enum End {
    /// Is cancelled when the program is to stop.
    case cancelled
    /// Knows by itself when the program is to stop.
    case byItself
    /// Is cancelled too; when it ends before, the program is to stop.
    case withAllOthers
  }

  var ends = End.cancelled
  var body: @Sendable () async throws -> Void

  func run() async throws {
    if ends == .byItself {
      try await body()
    } else {
      try await cancelWhenGracefulShutdown { try await body() }
    }
  }
}
