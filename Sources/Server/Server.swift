import Accounts
import Audit
import Backups
import Domain
import Gateway
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Registry
import Residency

/// The HTTP server: its route table, and the connections of its clients.
package struct Server {
  /// What the routes call.
  package struct UseCases {
    package var accounts: Accounts
    package var registry: Registry
    package var runtimes: RuntimePool
    package var residencyCommands: ResidencyCommands
    package var gateway: Gateway
    package var auditLog: AuditLog
    package var trail: AuditTrail
    package var backups: BackupStore
    package var weights: WeightsLibrary
    package var feed: LiveFeed
    package var runtimeCommands: RuntimeCommands
    /// How long deleted models can be restored.
    package var binRetention: Duration
    /// What is not working now, for `/health`.
    package var problems: @Sendable () async -> [Problem]

    package init(
      accounts: Accounts, registry: Registry, runtimes: RuntimePool,
      residencyCommands: ResidencyCommands, gateway: Gateway, auditLog: AuditLog,
      trail: AuditTrail, backups: BackupStore, weights: WeightsLibrary, feed: LiveFeed,
      runtimeCommands: RuntimeCommands,
      binRetention: Duration,
      problems: @escaping @Sendable () async -> [Problem]
    ) {
      self.accounts = accounts
      self.registry = registry
      self.runtimes = runtimes
      self.residencyCommands = residencyCommands
      self.gateway = gateway
      self.auditLog = auditLog
      self.trail = trail
      self.backups = backups
      self.weights = weights
      self.feed = feed
      self.runtimeCommands = runtimeCommands
      self.binRetention = binRetention
      self.problems = problems
    }
  }

  /// Limits on the size and number of requests.
  package struct Limits: Sendable {
    /// For the body of one request.
    package var bodyBytes: Int
    /// For all large bodies in memory together.
    package var bodiesBytes: Int
    /// Of clients, open at once.
    package var connections: Int
    /// While true, no connection is accepted.
    package var isShortOfDescriptors: @Sendable () -> Bool

    package init(
      bodyBytes: Int, bodiesBytes: Int, connections: Int, isShortOfDescriptors: @escaping @Sendable () -> Bool
    ) {
      self.bodyBytes = bodyBytes
      self.bodiesBytes = bodiesBytes
      self.connections = connections
      self.isShortOfDescriptors = isShortOfDescriptors
    }
  }

  private let handler: RequestHandler
  private let openConnections = OpenConnections()
  private let connections: ConnectionLimiter
  private let isShortOfDescriptors: @Sendable () -> Bool
  private let logger: Logger

  package init(_ useCases: UseCases, version: String, limits: Limits, site: SiteSettings, logger: Logger) {
    connections = ConnectionLimiter(limit: limits.connections)
    isShortOfDescriptors = limits.isShortOfDescriptors
    let routes =
      SystemRoutes(accounts: useCases.accounts, version: version, problems: useCases.problems).routes
      + AccountRoutes(accounts: useCases.accounts, site: site).routes
      + KeyRoutes(accounts: useCases.accounts).routes
      + PeopleRoutes(accounts: useCases.accounts, registry: useCases.registry, feed: useCases.feed).routes
      + GroupRoutes(accounts: useCases.accounts).routes
      + ModelRoutes(accounts: useCases.accounts, registry: useCases.registry, runtimes: useCases.runtimes).routes
      + HistoryRoutes(registry: useCases.registry, binRetention: useCases.binRetention).routes
      + UndoRoutes(registry: useCases.registry, feed: useCases.feed).routes
      + ImageRoutes(registry: useCases.registry).routes
      + UsageRoutes(registry: useCases.registry).routes
      + CatalogRoutes(registry: useCases.registry).routes
      + TransferRoutes(registry: useCases.registry).routes
      + AccessRoutes(accounts: useCases.accounts, registry: useCases.registry).routes
      + ResidencyRoutes(
        accounts: useCases.accounts, registry: useCases.registry, pool: useCases.runtimes,
        commands: useCases.residencyCommands, auditLog: useCases.auditLog, feed: useCases.feed
      ).routes
      + RuntimeRoutes(commands: useCases.runtimeCommands).routes
      + LaunchRoutes(registry: useCases.registry, commands: useCases.residencyCommands).routes
      + GatewayRoutes(registry: useCases.registry, gateway: useCases.gateway).routes
      + AuditRoutes(
        accounts: useCases.accounts, registry: useCases.registry, auditLog: useCases.auditLog, trail: useCases.trail
      ).routes
      + ImportRoutes(accounts: useCases.accounts, registry: useCases.registry).routes
      + BackupRoutes(backups: useCases.backups).routes
      + WeightsRoutes(library: useCases.weights, binRetention: useCases.binRetention).routes
    handler = RequestHandler(
      table: RouteTable(routes + [OpenAPI.route(for: routes, version: version, basePath: site.basePath)]),
      accounts: useCases.accounts, auditLog: useCases.auditLog, trail: useCases.trail, openConnections: openConnections,
      connections: connections, bodies: BodyBudget(limitBytes: max(limits.bodiesBytes, limits.bodyBytes)),
      page: WebPage(below: site.basePath), site: site, bodyLimit: limits.bodyBytes, logger: logger)
    self.logger = logger
  }

  /// The requests that are not answered yet, oldest first. Only valid during a shutdown.
  package func openRequests() -> [OpenRequest] { openConnections.requests }

  /// Closes all connections, even in the middle of a response.
  package func closeConnections() { openConnections.closeAll() }

  /// Serves until the surrounding task is told to shut down; responses that are running then are completed.
  /// - Parameter onServing: called with the address once connections are accepted.
  package func run(host: String, port: Int, onServing: @escaping @Sendable (SocketAddress) async -> Void) async throws {
    let (openConnections, connections) = (openConnections, connections)
    let application = Application(
      responder: handler,
      server: HTTPServerBuilder { responder in
        HTTPConnection(responder: responder, connections: connections, openConnections: openConnections)
      },
      configuration: .init(address: .hostname(host, port: port), serverName: "muster"),
      onServerRunning: { channel in
        await limitConnections(of: channel)
        if let address = channel.localAddress { await onServing(address) }
      },
      logger: logger)
    try await application.run()
  }

  private func limitConnections(of channel: any Channel) async {
    let (connections, isShortOfDescriptors, logger) = (connections, isShortOfDescriptors, logger)
    do {
      try await channel.eventLoop.submit {
        try channel.pipeline.syncOperations.addHandler(
          AcceptGate(connections, isShortOfDescriptors: isShortOfDescriptors, logger), position: .first)
      }.get()
    } catch {
      logger.error("The number of connections is not limited", metadata: ["error": "\(error)"])
    }
  }
}
