/// Bytes that a source gave, or the reason why it did not: what could not be read is never 0.
package enum MemoryAmount: Hashable, Sendable, CustomStringConvertible {
  case bytes(Int)
  case unknown(UnknownAmount)

  /// nil: unknown.
  package var bytes: Int? {
    switch self {
    case .bytes(let bytes): bytes
    case .unknown: nil
    }
  }

  /// nil: the bytes are known.
  package var unknown: UnknownAmount? {
    switch self {
    case .bytes: nil
    case .unknown(let reason): reason
    }
  }

  package var description: String {
    switch self {
    case .bytes(let bytes): "\(bytes)"
    case .unknown(let reason): "\(reason)"
    }
  }

  /// Unknown if one of the two is, or if the sum does not fit into 64 bits.
  package static func + (left: Self, right: Self) -> Self {
    guard case .bytes(let first) = left else { return left }
    guard case .bytes(let second) = right else { return right }
    let (sum, overflow) = first.addingReportingOverflow(second)
    return overflow ? .unknown(.init(.implausible, "the sum is too large")) : .bytes(sum)
  }
}

/// Why an amount of memory is not known.
package struct UnknownAmount: Error, Hashable, CustomStringConvertible {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case noPermission = "no_permission"
    /// The device or its driver does not tell.
    case notSupported = "not_supported"
    case toolMissing = "tool_missing"
    case timedOut = "timed_out"
    /// The source failed, or answered something that is not understood.
    case failed
    /// The source contradicts itself.
    case implausible
    case stale
    /// Only a part of what belongs to it can be seen.
    case incomplete
    /// The source does not list it, or no longer.
    case unlisted
  }

  /// For programs.
  package var kind: Kind
  /// For people: `no permission`, `nvidia-smi is not installed`.
  package var detail: String

  package init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }

  package var description: String { "unknown: \(detail)" }
}

/// What has to be known of a reading to understand it.
package struct ReadingNote: Hashable, Sendable, CustomStringConvertible {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The reading contradicted itself and was ignored.
    case implausible
    /// An integrated GPU: the small memory that is set aside for it is not counted.
    case carveOut = "carve_out"
    /// The GPU has no memory of its own: its free memory is the system's.
    case unifiedMemory = "unified_memory"
    /// A control group limits the memory to less than the system has.
    case controlGroup = "control_group"
    /// The GPU is split into instances (MIG), each with memory of its own.
    case partitioned
    /// A listed process is a zombie, or has no entry in /proc.
    case endedProcess = "ended_process"
  }

  /// For programs.
  package var kind: Kind
  /// For people.
  package var detail: String

  package init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }

  package var description: String { detail }
}

/// What one source said of a pool at one moment.
package struct PoolReading: Equatable, Sendable {
  /// Everybody's, not only that of models.
  package var used: MemoryAmount
  /// `used` and `free` need not add up to the pool's total: drivers reserve some of it (an RTX A6000 598 MiB).
  package var free: MemoryAmount
  package var at: ContinuousClock.Instant
  /// Where it comes from: `nvidia-smi`, `/sys/class/drm/card0`.
  package var source: String
  package var notes: [ReadingNote]

  package init(
    used: MemoryAmount, free: MemoryAmount, at: ContinuousClock.Instant, source: String, notes: [ReadingNote] = []
  ) {
    self.used = used
    self.free = free
    self.at = at
    self.source = source
    self.notes = notes
  }

  package static func unknown(
    _ reason: UnknownAmount, at: ContinuousClock.Instant, source: String, notes: [ReadingNote] = []
  ) -> Self {
    Self(used: .unknown(reason), free: .unknown(reason), at: at, source: source, notes: notes)
  }

  /// After this time a reading says nothing of the present.
  package static let validity = Duration.seconds(30)

  /// Itself while it is recent, else unknown.
  package func asOf(_ now: ContinuousClock.Instant, validity: Duration = Self.validity) -> Self {
    let age = now - at
    guard age > validity else { return self }
    return .unknown(
      .init(.stale, "the last reading is \(age.components.seconds) s old"), at: at, source: source, notes: notes)
  }

  /// Itself, or unknown if it contradicts itself: more is free or used than there is, less than nothing, or there is
  /// nothing at all.
  ///
  /// Drivers do so: a card of 32,106 MiB with 55,372 MiB free (ggml-org/llama.cpp#17536).
  package func checked(total: Int?) -> Self {
    if let total, total <= 0 {
      return ignored("\(source) says that there are \(Self.mebibytes(total))")
    }
    for (amount, name) in [(used, "used"), (free, "free")] {
      guard let bytes = amount.bytes, bytes < 0 || total.map({ bytes > $0 }) ?? false else { continue }
      return ignored(
        "\(source) says that \(Self.mebibytes(bytes)) of \(total.map(Self.mebibytes) ?? "an unknown total") are \(name)"
      )
    }
    return self
  }

  private func ignored(_ detail: String) -> Self {
    .unknown(
      .init(.implausible, detail), at: at, source: source,
      notes: notes + [ReadingNote(.implausible, "The reading is ignored: \(detail).")])
  }

  private static func mebibytes(_ bytes: Int) -> String { "\((bytes / 1_048_576).grouped) MiB" }
}

/// What one process holds of one pool.
package struct DeviceProcess: Hashable, Sendable {
  package var pid: Int
  package var bytes: MemoryAmount
  package var note: ReadingNote?

  package init(pid: Int, bytes: MemoryAmount, note: ReadingNote? = nil) {
    self.pid = pid
    self.bytes = bytes
    self.note = note
  }
}
