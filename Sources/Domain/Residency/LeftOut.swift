/// A file that looks like weights and is not offered, and why.
package struct LeftOut: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// Eyes and ears of a model (`mmproj`).
    case projector
    case adapter
    /// Statistics for quantising (`imatrix`).
    case importanceMatrix
    case controlVector
    case vocabulary
    case otherByteOrder
    /// `1 of 2`: how many there are.
    case missingParts(String)
    /// Another file has the same id.
    case sameID(String)
    case badName(String)
    case unreadable(String)
    case brokenLink
    case linkCircle
    case notAFile
    case unreadableFolder(String)
    case tooDeep(Int)
    case tooMany(Int)
    /// New, and not yet unchanged for long enough to be whole.
    case arriving
  }

  /// Below the models folder.
  package var path: String
  package var reason: Reason
  /// The id that it would have.
  package var baseModel: ModelID?

  package init(_ path: String, _ reason: Reason, baseModel: ModelID? = nil) {
    self.path = path
    self.reason = reason
    self.baseModel = baseModel
  }

  /// For programs.
  package var code: String {
    switch reason {
    case .projector: "projector"
    case .adapter: "adapter"
    case .importanceMatrix: "importance_matrix"
    case .controlVector: "control_vector"
    case .vocabulary: "vocabulary"
    case .otherByteOrder: "other_byte_order"
    case .missingParts: "missing_parts"
    case .sameID: "same_id"
    case .badName: "bad_name"
    case .unreadable: "unreadable"
    case .brokenLink: "broken_link"
    case .linkCircle: "link_circle"
    case .notAFile: "not_a_file"
    case .unreadableFolder: "unreadable_folder"
    case .tooDeep: "too_deep"
    case .tooMany: "too_many"
    case .arriving: "arriving"
    }
  }

  /// What differs from case to case: the other file, the missing part, the system's words.
  package var about: String? {
    switch reason {
    case .missingParts(let about), .sameID(let about), .badName(let about), .unreadable(let about),
      .unreadableFolder(let about):
      about
    case .tooDeep(let count), .tooMany(let count): String(count)
    default: nil
    }
  }

  /// For people: why, and what to do where something can be done.
  package var words: String {
    switch reason {
    case .projector:
      "a projector (mmproj), which belongs to a model: add it to the runtime's command with --mmproj"
    case .adapter: "an adapter (LoRA), which belongs to a model: add it to the runtime's command with --lora"
    case .importanceMatrix: "an importance matrix, which is only needed for quantizing"
    case .controlVector: "a control vector, which belongs to a model"
    case .vocabulary: "holds only a vocabulary, and no weights"
    case .otherByteOrder: "was written for machines of the other byte order: convert it, or download another one"
    case .missingParts(let parts): "incomplete: only \(parts) parts are there"
    case .sameID(let other): "would have the same id as \(other): rename one of them"
    case .badName(let problem): "its name cannot be an id: \(problem)"
    case .unreadable(let problem): "cannot be read: \(problem)"
    case .brokenLink: "a link to a file that does not exist"
    case .linkCircle: "a link that leads back to itself"
    case .notAFile: "not a regular file"
    case .unreadableFolder(let problem): "the folder cannot be read: \(problem)"
    case .tooDeep(let most): "deeper than \(most) folders: move it up"
    case .tooMany(let most): "the folder has more than \(most) entries; the rest is not looked at"
    case .arriving: "still being copied"
    }
  }
}

/// What a runtime has at one moment.
package struct FoundWeights: Sendable, Equatable {
  package var offers: [Offer]
  /// By path.
  package var leftOut: [LeftOut]

  package init(offers: [Offer] = [], leftOut: [LeftOut] = []) {
    self.offers = offers
    self.leftOut = leftOut
  }
}
