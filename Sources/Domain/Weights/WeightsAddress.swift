import FoundationEssentials

/// Where weights are downloaded from, as people paste it.
package enum WeightsAddress: Equatable, Sendable {
  /// The file itself.
  case file(url: String)
  case huggingFace(repository: String, revision: String, path: String)
  /// `hf.co/ORG/REPO:Q4_K_M`: the file of that quantization, to be found; without one, the repository's usual one.
  case repository(String, quantization: String?)

  private static let huggingFaceHosts: Set<String> = ["huggingface.co", "www.huggingface.co", "hf.co"]

  /// - Parameter huggingFace: the address of Hugging Face or of its mirror, whose addresses are read like its own.
  /// - Throws: `Refusal` when it is no address of weights.
  package init(_ text: String, huggingFace: String) throws(Refusal) {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    if !text.contains("://"), let host = text.split(separator: "/").first, Self.huggingFaceHosts.contains(String(host))
    {
      text = "https://" + text
    }
    let address = String(text)
    guard var parts = URLComponents(string: address), let host = parts.host?.lowercased(), !host.isEmpty,
      let scheme = parts.scheme?.lowercased()
    else { throw Self.refuse("This is not an address. Paste one that begins with https://.", address) }
    guard scheme == "http" || scheme == "https" else {
      throw Self.refuse("Only addresses that begin with https:// or http:// can be downloaded.", address)
    }
    guard parts.user == nil, parts.password == nil else {
      // Not repeated: it is a secret.
      throw Self.refuse("The address must not contain a user or a password.", nil)
    }
    if Self.isForbidden(host) {
      throw Self.refuse("Muster does not ask \(host): it is where clouds keep the credentials of machines.", address)
    }
    parts.fragment = nil
    let mirror = URLComponents(string: huggingFace)
    let isMirror = host == mirror?.host?.lowercased() && parts.port == mirror?.port
    guard Self.huggingFaceHosts.contains(host) || isMirror else {
      self = .file(url: parts.string ?? address)
      return
    }
    self = try Self.onHuggingFace(parts.path, address)
  }

  private static func onHuggingFace(_ path: String, _ address: String) throws(Refusal) -> WeightsAddress {
    let segments = path.split(separator: "/").map(String.init)
    guard segments.count >= 2 else {
      throw refuse("This is no file and no repository: it needs an organization and a repository.", address)
    }
    let repository = "\(segments[0])/\(segments[1])"
    if segments.count == 2 {
      let parts = segments[1].split(separator: ":", maxSplits: 1).map(String.init)
      return .repository(
        "\(segments[0])/\(parts.first ?? segments[1])", quantization: parts.count == 2 ? parts[1] : nil)
    }
    guard ["blob", "resolve", "raw"].contains(segments[2]), segments.count >= 5 else {
      throw refuse("This is a page of Hugging Face, not a file. Open the file there, and paste its address.", address)
    }
    return .huggingFace(
      repository: repository, revision: segments[3], path: segments[4...].joined(separator: "/"))
  }

  /// Link-local addresses, where clouds answer with a machine's credentials.
  package static func isForbidden(_ host: String) -> Bool {
    let plain = host.lowercased().trimmingBrackets
    return plain.hasPrefix("169.254.") || plain.hasPrefix("fe80:") || plain == "metadata.google.internal"
      || plain == "fd00:ec2::254" || plain.hasPrefix("::ffff:169.254.")
  }

  private static func refuse(_ message: String, _ input: String?) -> Refusal {
    .invalid([FieldProblem(["body", "url"], type: "value_error", message: message, input: input.map(JSON.string))])
  }

  /// A URL without what may be a secret: user, password, query and fragment.
  package static func shown(_ url: String) -> String {
    guard var parts = URLComponents(string: url) else { return "an address that cannot be shown" }
    parts.user = nil
    parts.password = nil
    parts.query = nil
    parts.fragment = nil
    return parts.string ?? "an address that cannot be shown"
  }
}

extension String {
  fileprivate var trimmingBrackets: String { hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self }
}
