/// What an import from another house did, or would do.
package struct ImportReport: Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case people, groups, memberships, permissions, models, grants, versions
  }

  package struct Count: Equatable, Sendable {
    package var new = 0
    /// Had changed over there since an earlier import, and followed here.
    package var changed = 0
    package var unchanged = 0
    /// Did not come over, or stays as it is here; a note says why.
    package var skipped = 0

    package init(new: Int = 0, changed: Int = 0, unchanged: Int = 0, skipped: Int = 0) {
      self.new = new
      self.changed = changed
      self.unchanged = unchanged
      self.skipped = skipped
    }
  }

  /// What a note is about; the order is the one in which people read them.
  package enum Topic: String, CaseIterable, Sendable {
    case notTaken = "not_taken"
    case keptAsHere = "kept_as_here"
    case deletedHere = "deleted_here"
    case addressTaken = "address_taken"
    case unknownRole = "unknown_role"
    case noPassword = "no_password"
    case noAdministrator = "no_administrator"
    case groupRenamed = "group_renamed"
    case lostParent = "lost_parent"
    case lostOwner = "lost_owner"
    case lostBase = "lost_base"
    case noWeights = "no_weights"
    case presetOnPreset = "preset_on_preset"
    case lostGrant = "lost_grant"
    case writeOnBase = "write_on_base"
    case unreadableAccess = "unreadable_access"
    case otherID = "other_id"
    case nameTrimmed = "name_trimmed"
    case noName = "no_name"
    case doubtfulContent = "doubtful_content"
    /// Write includes read here.
    case writersRead = "writers_read"
    /// Using a preset needs no right on its base model here.
    case usableNow = "usable_now"
    case permissions

    package var title: String {
      switch self {
      case .notTaken: "Did not come over"
      case .keptAsHere: "Is other here, and stays as it is here"
      case .deletedHere: "Was deleted here, and stays deleted"
      case .addressTaken: "Has an account here already, which takes over what was granted and owned"
      case .unknownRole: "Had a role that does not exist here, and now waits for approval"
      case .noPassword: "Has no password here, and needs a new one"
      case .noAdministrator: "Nobody is an administrator"
      case .groupRenamed: "Had the name of another group"
      case .lostParent: "Stood below a group that does not exist, or below itself"
      case .lostOwner: "Had an owner who does not exist"
      case .lostBase: "Comes over switched off, until its base model is here"
      case .noWeights: "Comes over switched off, until a runtime has its weights"
      case .presetOnPreset: "Stood on a preset, and now stands on that one's base model"
      case .lostGrant: "Was granted to somebody who does not exist"
      case .writeOnBase: "Base model that was granted to write: now to read, base models are the administrators'"
      case .unreadableAccess: "Had rules of access that cannot be read, and is private now"
      case .otherID: "Has another id in the list than in itself; its own counts"
      case .nameTrimmed: "Had blanks around its name, which are gone"
      case .noName: "Had no name, and is called like its id"
      case .doubtfulContent: "Holds what Muster would not accept from an editor"
      case .writersRead: "Could be changed but not seen; now who may change it also sees and uses it"
      case .usableNow: "Becomes usable by people who could not use its base model"
      case .permissions: "What everybody may, changed"
      }
    }
  }

  package struct Note: Equatable, Sendable {
    package var topic: Topic
    /// An e-mail address, the name of a group, the id of a model.
    package var subject: String
    package var detail: String
    /// What the detail is about by itself, for those who have words of their own: an id, a name.
    package var about: String?

    package init(_ topic: Topic, _ subject: String, _ detail: String = "", about: String? = nil) {
      self.topic = topic
      self.subject = subject
      self.detail = detail
      self.about = about
    }

    /// One sentence's part, without the subject.
    package var words: String { detail.isEmpty ? topic.title : "\(topic.title): \(detail)" }

    package var json: JSON {
      [
        "topic": .string(topic.rawValue), "title": .string(topic.title), "subject": .string(subject),
        "detail": .string(detail), "about": .optional(about),
      ]
    }
  }

  package private(set) var counts: [Kind: Count] = [:]
  package private(set) var notes: [Note] = []

  package init() {}

  package mutating func count(_ kind: Kind, _ outcome: WritableKeyPath<Count, Int>, by number: Int = 1) {
    counts[kind, default: Count()][keyPath: outcome] += number
  }

  package mutating func note(_ topic: Topic, _ subject: String, _ detail: String = "") {
    notes.append(Note(topic, subject, detail))
  }

  package mutating func note(_ all: [Note]) { notes += all }

  /// Whether anything was, or would be, written.
  package var changesAnything: Bool { counts.values.contains { $0.new + $0.changed > 0 } }
}

/// Who somebody of the other house is here.
package struct Arrivals: Sendable {
  /// Ours, by the id over there.
  package var people: [UserID: UserID] = [:]
  /// Takes over what nobody owns.
  package var administrator: UserID?

  package init() {}
}
