import Crypto

/// A text with signatures below it.
///
/// Source: C2SP signed-note (c2sp.org/signed-note), with Ed25519 signatures.
package struct SignedNote: Equatable, Sendable {
  package struct Signature: Equatable, Sendable {
    package var name: String
    /// 4 bytes.
    package var keyID: [UInt8]
    package var bytes: [UInt8]
  }

  /// Ends with a line break.
  package var text: String
  package var signatures: [Signature]

  package init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  package var encoded: String {
    let lines = signatures.map { "\u{2014} \($0.name) \(BytesAsText.base64($0.keyID + $0.bytes))\n" }
    return text + "\n" + lines.joined()
  }

  /// - Returns: `nil` when it is not such a note.
  package init?(_ encoded: String) {
    guard let gap = encoded.ranges(of: "\n\n").last else { return nil }
    let text = encoded[..<gap.lowerBound] + "\n"
    let lines = encoded[gap.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
    guard text.utf8.count > 1, lines.count > 1, lines.last == "" else { return nil }
    self.text = String(text)
    signatures = []
    for line in lines.dropLast() {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 3, words[0] == "\u{2014}", !words[1].isEmpty,
        let bytes = BytesAsText.bytes(base64: String(words[2])), bytes.count > 4
      else { return nil }
      signatures.append(
        Signature(name: String(words[1]), keyID: Array(bytes[..<4]), bytes: Array(bytes[4...])))
    }
  }
}

extension SignedNote {
  /// Notes that stand one after the other in a file, with or without empty lines between.
  /// - Returns: `nil` when something else stands there.
  package static func all(in text: String) -> [SignedNote]? {
    var notes: [SignedNote] = []
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) + [Substring()] {
      let isSignature = line.hasPrefix("\u{2014} ")
      if !isSignature, lines.last?.hasPrefix("\u{2014} ") ?? false {
        guard let note = SignedNote(lines.joined(separator: "\n") + "\n") else { return nil }
        notes.append(note)
        lines = []
      }
      if line.isEmpty, lines.isEmpty { continue }
      lines.append(line)
    }
    return lines.isEmpty ? notes : nil
  }
}

/// Checks what a log has signed; public.
package struct VerifierKey: Equatable, Sendable {
  static let ed25519: UInt8 = 0x01

  /// The log's, without blanks and plus signs.
  package let name: String
  /// 32 bytes.
  package let publicKey: [UInt8]

  package init(name: String, publicKey: [UInt8]) {
    self.name = name
    self.publicKey = publicKey
  }

  /// `<name>+<key id>+<base64 of the algorithm and the key>`.
  /// - Returns: `nil` when it is not such a key.
  package init?(_ encoded: String) {
    let parts = encoded.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, !parts[0].isEmpty, !parts[0].contains(" "),
      let bytes = BytesAsText.bytes(base64: parts[2]), bytes.count == 33, bytes[0] == Self.ed25519
    else { return nil }
    self.init(name: parts[0], publicKey: Array(bytes[1...]))
    guard parts[1] == BytesAsText.hex(keyID) else { return nil }
  }

  package var encoded: String { "\(name)+\(BytesAsText.hex(keyID))+\(BytesAsText.base64([Self.ed25519] + publicKey))" }

  /// 4 bytes, by which a signature says whose it is.
  package var keyID: [UInt8] {
    Array(SHA256.hash(data: Array(name.utf8) + [0x0A, Self.ed25519] + publicKey).prefix(4))
  }

  package func isSignature(_ signature: [UInt8], of message: String) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: Array(message.utf8))
  }

  /// Whether this key has signed the note.
  package func verifies(_ note: SignedNote) -> Bool {
    note.signatures.contains { $0.name == name && $0.keyID == keyID && isSignature($0.bytes, of: note.text) }
  }
}

/// Signs for a log; a secret.
package struct SignerKey: Sendable {
  package let verifier: VerifierKey
  private let key: Curve25519.Signing.PrivateKey

  /// A new one.
  package init(name: String) { self.init(name: name, Curve25519.Signing.PrivateKey()) }

  private init(name: String, _ key: Curve25519.Signing.PrivateKey) {
    self.key = key
    verifier = VerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
  }

  private static let mark = "PRIVATE+KEY+"

  /// As Go's `note` package writes signer keys: `PRIVATE+KEY+<name>+<key id>+<base64 of the algorithm and the seed>`.
  /// - Returns: `nil` when it is not such a key.
  package init?(encoded: String) {
    guard encoded.hasPrefix(Self.mark) else { return nil }
    let parts = encoded.dropFirst(Self.mark.count).split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let bytes = BytesAsText.bytes(base64: String(parts[2])),
      bytes.count == 33, bytes[0] == VerifierKey.ed25519,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes[1...])
    else { return nil }
    self.init(name: String(parts[0]), key)
    guard BytesAsText.hex(verifier.keyID) == parts[1] else { return nil }
  }

  package var encoded: String {
    let seed = BytesAsText.base64([VerifierKey.ed25519] + Array(key.rawRepresentation))
    return "\(Self.mark)\(verifier.name)+\(BytesAsText.hex(verifier.keyID))+\(seed)"
  }

  /// - Throws: when the machine has no randomness to give.
  package func signature(of message: String) throws -> [UInt8] { Array(try key.signature(for: Array(message.utf8))) }

  package func sign(_ text: String) throws -> SignedNote {
    SignedNote(
      text: text,
      signatures: [.init(name: verifier.name, keyID: verifier.keyID, bytes: try signature(of: text))])
  }
}
