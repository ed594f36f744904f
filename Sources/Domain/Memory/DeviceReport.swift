/// A pool, what it holds, and which processes hold it.
package struct DeviceReport: Equatable, Sendable {
  package var pool: MemoryPool
  /// nil: the system's memory, or the device did not tell.
  package var address: PCIAddress?
  package var reading: PoolReading
  /// In the order of their numbers. Empty for the system's memory, in which every process is.
  package var processes: [DeviceProcess]
  /// Why processes may be missing from the list; nil: all are there.
  package var missingProcesses: UnknownAmount?

  package init(
    pool: MemoryPool, address: PCIAddress? = nil, reading: PoolReading, processes: [DeviceProcess] = [],
    missingProcesses: UnknownAmount? = nil
  ) {
    self.pool = pool
    self.address = address
    self.reading = reading
    self.processes = processes
    self.missingProcesses = missingProcesses
  }
}
