import Testing

@testable import Domain

@Suite struct `A signed note` {
  /// The example of Go's package golang.org/x/mod/sumdb/note, which the format comes from.
  private static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  private static let signer = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
  private static let text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  private static let signature =
    "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

  @Test func `of another program is read, verified and reproduced`() throws {
    let key = try #require(VerifierKey(Self.peter))
    let note = try #require(SignedNote(Self.text + "\n" + Self.signature))
    #expect(note.text == Self.text)
    #expect(key.verifies(note))
    #expect(key.encoded == Self.peter)
    let signer = try #require(SignerKey(encoded: Self.signer))
    #expect(signer.verifier == key && signer.encoded == Self.signer)
    // Ed25519 signs deterministically by its definition; libraries may add randomness.
    #expect(key.verifies(try signer.sign(Self.text)))
  }

  @Test func `is read back from its text, and not verified by another key`() throws {
    let signer = SignerKey(name: "muster/0123")
    let note = try signer.sign("muster/0123\n7\n\(MerkleHash.empty.base64)\n")
    #expect(SignedNote(note.encoded) == note)
    #expect(signer.verifier.verifies(note))
    #expect(SignerKey(encoded: signer.encoded)?.verifier == signer.verifier)
    #expect(VerifierKey(signer.verifier.encoded) == signer.verifier)
    #expect(!SignerKey(name: "muster/0123").verifier.verifies(note), "another key of that name")
    var other = note
    other.text = note.text.replacing("7", with: "8")
    #expect(!signer.verifier.verifies(other))
    #expect(Checkpoint(note.text) == Checkpoint(origin: "muster/0123", size: 7, root: .empty))
    #expect(Checkpoint(note.text)?.text == note.text)
  }

  @Test(arguments: [
    "", "\n", "text\n", "text\n\n", "text\n\nno signature\n", "text\n\n\u{2014} name\n", "text\n\n\u{2014} name !!!!\n",
    "text\n\n\u{2014} name AAAA\n", "text\n\n\u{2014} name AAAAAAAAAAAA",
  ])
  func `is not recognized in other text`(_ text: String) { #expect(SignedNote(text) == nil) }

  @Test(arguments: [
    "", "name", "name+00000000+", "name+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+AQ==",
  ])
  func `has no key that is damaged`(_ text: String) {
    #expect(VerifierKey(text) == nil)
    #expect(SignerKey(encoded: "PRIVATE+KEY+" + text) == nil)
  }

  @Test(arguments: [
    "", "a\n1\n", "a\n-1\nAAAA\n", "a\n01\n\(MerkleHash.empty.base64)\n", "\n1\n\(MerkleHash.empty.base64)\n",
  ])
  func `is no checkpoint without origin, size and root`(_ text: String) { #expect(Checkpoint(text) == nil) }

  @Test func `may stand in a file with others, with empty lines between or without`() throws {
    let signer = SignerKey(name: "log")
    let notes = try (1...3).map { try signer.sign("log\n\($0)\n\(MerkleHash.empty.base64)\n") }
    #expect(SignedNote.all(in: notes.map(\.encoded).joined()) == notes)
    #expect(SignedNote.all(in: notes.map(\.encoded).joined(separator: "\n")) == notes)
    #expect(SignedNote.all(in: "") == [])
    #expect(SignedNote.all(in: notes[0].encoded + "something else\n") == nil)
  }
}

@Suite struct `A receipt` {
  private static let leaves = ["a", "b", "c"].map { MerkleHash.leaf($0) }

  @Test(arguments: [1, 2, 3])
  func `states for each entry that it was written, signed`(_ count: Int) throws {
    let signer = SignerKey(name: "log")
    let receipt = try #require(Receipt(entryID: "x", leaves: Array(Self.leaves.prefix(count))))
    #expect(receipt.entries == count)
    #expect((receipt.hash == Self.leaves[0]) == (count == 1))
    let header = try receipt.header(signedBy: signer)
    #expect(Receipt(header: header, verifiedBy: signer.verifier) == receipt)
    #expect(Receipt(header: header, verifiedBy: SignerKey(name: "log").verifier) == nil)
    #expect(Receipt(header: header.replacing("id=x", with: "id=y"), verifiedBy: signer.verifier) == nil)
    #expect(Receipt(header: header.replacing("=", with: ""), verifiedBy: signer.verifier) == nil)
  }

  @Test func `is not given without an entry`() { #expect(Receipt(entryID: "x", leaves: []) == nil) }
}

@Suite struct `A personal value` {
  @Test func `is in the entry as a hash that reveals nothing, and is shown while it is stored`() {
    let uma = UserID("uma")
    let (one, two) = (PersonalValue(of: uma, at: "/user_name", "Uma"), PersonalValue(of: uma, at: "/user_name", "Uma"))
    #expect(one.sealed != two.sealed, "equal names are not seen to be equal")
    #expect(PersonalValue(one.json) == one)
    let entry: JSON = [
      "entity_type": "account", "user_name": one.sealed, "changes": ["email": ["before": nil, "after": two.sealed]],
    ]
    #expect(!entry.serialized().contains("Uma"))
    let mail = PersonalValue(of: uma, at: "/changes/email/after", "Uma", salt: two.salt)
    #expect(mail.sealed == two.sealed)
    func read(_ name: JSON, _ mail: JSON) -> JSON {
      ["entity_type": "account", "user_name": name, "changes": ["email": ["before": nil, "after": mail]]]
    }
    #expect(entry.unsealed(with: [one, mail]) == read("Uma", "Uma"))
    #expect(entry.unsealed(with: [one]) == read("Uma", nil))
    #expect(entry.unsealed(with: []) == read(nil, nil))
  }

  @Test func `is not confused with text that looks like one`() {
    let entry: JSON = ["entity_type": "model", "changes": ["params.x": ["after": ["salted_sha256": "mine"]]]]
    #expect(entry.unsealed(with: []) == entry)
  }
}

@Suite struct `The list of actions` {
  @Test func `has each action once, in words`() {
    #expect(Set(AuditAction.allCases.map(\.rawValue)).count == AuditAction.allCases.count)
    for action in AuditAction.allCases {
      #expect(!action.occasion.isEmpty && !action.occasion.hasSuffix("."), "\(action)")
      #expect(action.changes?.isEmpty != true)
    }
    #expect(AuditAction.catalog.split(separator: "\n").count == AuditAction.allCases.count + 2)
  }
}
