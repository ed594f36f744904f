// swift-tools-version: 6.2
import PackageDescription

// What each module may import of ours. `Tests/TidyTests` checks the sources against the same table in
// docs/architecture.md, because SwiftPM lets transitive imports pass.
let ours: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: ours)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: ours)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")

let package = Package(
  name: "muster",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "muster", targets: ["muster"])],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "muster",
      dependencies: [
        "Server", "Gateway", "Registry", "Accounts", "Backups", "Audit", "Residency", "Runtimes", "Simulation",
        "Storage",
        "Domain", "CGuard", logging, nioCore, nioPosix, httpClient,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        "Yams",
      ],
      swiftSettings: ours),

    module(
      "Server",
      [
        "Gateway", "Registry", "Accounts", "Backups", "Audit", "Residency", "Domain", "CWeb", "CZlib", crypto, logging,
        nioCore, nioHTTP1,
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
    module(
      "Gateway",
      [
        "Registry", "Residency", "Runtimes", "Domain", httpClient, logging, nioCore,
        .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
      ]),
    module("Registry", ["Audit", "Storage", "Domain", crypto]),
    module("Accounts", ["Audit", "Storage", "Domain", "CBcrypt", crypto, cryptoExtras, nioPosix]),
    module("Backups", ["Audit", "Storage", "Domain"]),
    module("Audit", ["Storage", "Domain"]),
    module("Simulation", ["Domain", .product(name: "HeapModule", package: "swift-collections")]),
    module("Residency", ["Runtimes", "Storage", "Audit", "Domain", logging]),
    module(
      "Runtimes",
      [
        "Domain", httpClient, crypto, logging, nioCore, nioHTTP1, nioPosix,
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    module("Storage", [.product(name: "GRDB", package: "GRDB.swift"), logging]),
    module("Domain", [crypto, .product(name: "RealModule", package: "swift-numerics")]),

    // Not a part of Muster: measures what its audit trail costs (Benchmarks/audit.py).
    .executableTarget(
      name: "audit-cost", dependencies: ["Accounts", "Registry", "Audit", "Storage", "Domain"],
      path: "Benchmarks/AuditCost", swiftSettings: ours),

    .target(name: "CGuard"),
    .target(name: "CBcrypt", linkerSettings: [.linkedLibrary("crypt")]),
    .systemLibrary(name: "CZlib"),
    .target(name: "CWeb", exclude: ["placeholder.html"]),

    // Not a part of Muster: how many random cases the tests draw.
    .target(name: "Effort", path: "Tests/Effort", swiftSettings: ours),
    tests("DomainTests", ["Domain", "Effort"]),
    tests("SimulationTests", ["Simulation", "Domain", "Effort"]),
    tests("StorageTests", ["Storage", "Backups"]),
    tests("RuntimesTests", ["Runtimes", "Domain"]),
    tests("ResidencyTests", ["Residency", "Runtimes", "Audit", "Storage", "Domain", logging]),
    tests("AuditTests", ["Audit", "Storage", "Domain"]),
    tests("RegistryTests", ["Registry", "Accounts", "Audit", "Storage", "Domain", "Effort"]),
    tests("GatewayTests", ["Gateway", "Residency", "Domain", nioCore]),
    tests("ServerTests", ["Server", "Domain", nioCore, nioHTTP1, .product(name: "NIOEmbedded", package: "swift-nio")]),
    tests("MusterTests", ["muster", "Domain"]),
    tests("TidyTests", []),
  ]
)

// Needs libFuzzer, which only a build with `--sanitize fuzzer` has: see scripts/fuzz.
if Context.environment["MUSTER_FUZZING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["Gateway", "Domain", nioCore], path: "Tests/Fuzzing", swiftSettings: ours))
  package.products.append(.executable(name: "fuzz", targets: ["fuzz"]))
}
