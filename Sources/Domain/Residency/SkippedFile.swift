/// A file in the models folder that is no weights of a model, and why.
package struct SkippedFile: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// Image or audio encoder of a model (`mmproj`).
    case projector
    case adapter
    /// Statistics for quantizing (`imatrix`).
    case importanceMatrix
    case controlVector
    case vocabulary
    case otherByteOrder
    /// `1 of 2`: how many parts exist.
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
    /// New or changed, and still growing.
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

  /// The other file, the missing parts, or the system's error text.
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
  package var explanation: String {
    switch reason {
    case .projector:
      "a projector (mmproj), which belongs to a model: name it in the model's launch settings if it is not found by itself"
    case .adapter: "an adapter (LoRA), which belongs to a model: name it in the model's launch settings"
    case .importanceMatrix: "an importance matrix, which is only needed for quantizing"
    case .controlVector: "a control vector, which belongs to a model"
    case .vocabulary: "holds only a vocabulary, no weights"
    case .otherByteOrder: "has the wrong byte order for this machine: convert it, or download another one"
    case .missingParts(let parts): "incomplete: only \(parts) parts exist"
    case .sameID(let other): "would have the same ID as \(other): rename one of them"
    case .badName(let problem): "its name cannot be an ID: \(problem)"
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

/// The files of a runtime at one moment.
package struct WeightsScan: Sendable, Equatable {
  package var weights: [AvailableWeights]
  /// By path.
  package var skipped: [SkippedFile]
  /// Why the runtime cannot be asked now; its weights are then what it had last.
  package var problem: String?

  package init(weights: [AvailableWeights] = [], skipped: [SkippedFile] = [], problem: String? = nil) {
    self.weights = weights
    self.skipped = skipped
    self.problem = problem
  }
}
