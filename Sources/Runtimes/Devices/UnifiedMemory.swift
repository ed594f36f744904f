/// NVIDIA's GPUs without memory of their own.
///
/// nvidia-smi says `[N/A]` of them (GB10, driver 580.173.02) or gives the small part that is set aside at the start (N1X:
/// 8,128 MiB of 54 GiB). By name and not by `[N/A]` alone: a GPU that fails to tell must not be taken for the system's
/// memory.
enum UnifiedMemory {
  private static let names: Set<String> = ["GB10", "N1X", "THOR", "TEGRA", "ORIN", "XAVIER", "JETSON"]

  static func isUsed(by name: String) -> Bool {
    name.uppercased().split { !$0.isLetter && !$0.isNumber }.contains { names.contains(String($0)) }
  }
}
