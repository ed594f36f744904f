import Domain
import Server

extension ValueKind where Value == [TrustedProxies.Network] {
  /// Addresses, and networks in the notation `10.0.0.0/8`.
  static var networks: Self {
    Self(allowed: "a list of addresses and networks such as [127.0.0.1, 10.0.0.0/8, \"::1\"]", isStructured: true) {
      setting, _ throws(UnacceptableValue) in
      guard case .list(let items) = setting.content else { throw UnacceptableValue(setting) }
      var networks: [TrustedProxies.Network] = []
      for item in items {
        guard case .text(let text) = item.content, let network = TrustedProxies.Network(text) else {
          throw UnacceptableValue("names \(item.shown)")
        }
        networks.append(network)
      }
      return networks
    } show: { networks in
      .array(networks.map { .string($0.text) })
    }
  }
}
