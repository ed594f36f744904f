import Domain

/// Intel's GPUs: no file of the kernel tells everyone how much memory they have or how much of it is used.
enum IntelGPU {
  /// An integrated GPU is always there (also the rule of nvtop).
  private static let integrated = PCIAddress("0000:00:02.0")

  static func kind(_ card: DRMCard) -> MemoryPool.Kind {
    card.address == integrated ? .drawsFromRAM : .dedicated
  }

  /// The total has to be configured: `llama-server --list-devices` prints it.
  /// - Parameters:
  ///   - processes: all that hold some of it.
  ///   - missing: why some of them may be missing. What the others hold is not what is used, then.
  static func report(
    _ card: DRMCard, name: String, processes: [DeviceProcess], missing: UnknownAmount?
  ) -> DeviceReport {
    let pool = MemoryPool(id: .gpu(card.address.text), name: name, kind: kind(card), totalBytes: nil)
    let used = missing.map(MemoryAmount.unknown) ?? processes.map(\.bytes).reduce(.bytes(0), +)
    let reading = PoolReading(
      used: used, free: .unknown(.init(.notSupported, "the driver does not tell the total")), at: .now,
      source: "/proc/PID/fdinfo")
    return DeviceReport(
      pool: pool, address: card.address, reading: reading.checked(total: nil), processes: processes,
      missingProcesses: missing)
  }
}
