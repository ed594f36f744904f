import Domain

/// One GPU below /sys/class/drm.
struct DRMCard: Equatable, Sendable {
  enum Vendor: String {
    case amd = "0x1002"
    case intel = "0x8086"
  }

  /// Below /sys: `class/drm/card0/device`.
  var folder: String
  var vendor: Vendor
  var address: PCIAddress

  /// What the reading says of its origin.
  var source: String { "/sys/\(folder)" }

  /// Cards of AMD and Intel in the order of their addresses. Those of others have readers of their own, or none.
  static func all(_ sys: KernelFiles) -> [DRMCard] {
    ((try? sys.entries("class/drm")) ?? [])
      // Without the connectors of a card, `card0-HDMI-A-1`.
      .filter { $0.hasPrefix("card") && Int($0.dropFirst(4)) != nil }
      .compactMap { name in
        let folder = "class/drm/\(name)/device"
        guard let text = try? sys.text("\(folder)/vendor"),
          let vendor = Vendor(rawValue: text.filter { !$0.isWhitespace }), let address = address(sys, folder)
        else { return nil }
        return DRMCard(folder: folder, vendor: vendor, address: address)
      }
      .sorted { $0.address < $1.address }
  }

  private static func address(_ sys: KernelFiles, _ folder: String) -> PCIAddress? {
    let key = "PCI_SLOT_NAME="
    let line = (try? sys.text("\(folder)/uevent"))?.split(separator: "\n").first { $0.hasPrefix(key) }
    if let line { return PCIAddress(line.dropFirst(key.count)) }
    return sys.link(folder)?.split(separator: "/").last.flatMap { PCIAddress($0) }
  }

  /// `product_name` exists for some cards of AMD only; the names of others are in no file of the kernel.
  func name(_ sys: KernelFiles) -> String {
    let word = vendor == .amd ? "AMD" : "Intel"
    if let product = try? sys.text("\(folder)/product_name"), product.contains(where: { !$0.isWhitespace }) {
      let product = product.split(whereSeparator: \.isNewline).joined(separator: " ")
      return product.hasPrefix(word) ? product.clipped(to: 200) : "\(word) \(product)".clipped(to: 200)
    }
    return "\(word) GPU \(address)"
  }
}
