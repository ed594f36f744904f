/// The result of an import, or of its dry run.
package struct ImportReport: Equatable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case people, groups, memberships, permissions, models, grants, revisions
  }

  package struct Count: Equatable, Sendable {
    package var new = 0
    /// Changed in the source since an earlier import, and updated here.
    package var changed = 0
    package var unchanged = 0
    /// Not imported, or kept as it is here; a note says why.
    package var skipped = 0

    package init(new: Int = 0, changed: Int = 0, unchanged: Int = 0, skipped: Int = 0) {
      self.new = new
      self.changed = changed
      self.unchanged = unchanged
      self.skipped = skipped
    }
  }

  /// What a note is about, in display order.
  package enum Topic: String, CaseIterable, Sendable {
    case notImported = "not_imported"
    case notOverwritten = "not_overwritten"
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
      case .notImported: "Not imported"
      case .notOverwritten: "Differs here and is not overwritten"
      case .deletedHere: "Was deleted here and stays deleted"
      case .addressTaken: "Already has an account here, which gets the imported grants and models"
      case .unknownRole: "Had an unknown role and now waits for approval"
      case .noPassword: "Has no password here and needs a new one"
      case .noAdministrator: "There is no administrator"
      case .groupRenamed: "Renamed, because another group has the same name"
      case .lostParent: "Imported without its parent group, which does not exist or would form a cycle"
      case .lostOwner: "Had an owner who does not exist"
      case .lostBase: "Imported switched off, because its base model is missing"
      case .noWeights: "Imported switched off, because no runtime has its weights"
      case .presetOnPreset: "Was built on a preset and is now built on that preset's base model"
      case .lostGrant: "Grant to a user or group that does not exist was skipped"
      case .writeOnBase: "Base model with a write grant, now a read grant: only administrators change base models"
      case .unreadableAccess: "Had unreadable access rules and is private now"
      case .otherID: "Has another ID in the list than in itself; its own is used"
      case .nameTrimmed: "Had spaces around its name, which were removed"
      case .noName: "Had no name and got its ID as its name"
      case .doubtfulContent: "Has values that the editor would reject"
      case .writersRead: "Users with write access now also have read access"
      case .usableNow: "Can now be used by users without access to its base model"
      case .permissions: "Default permissions, changed"
      }
    }
  }

  package struct Note: Equatable, Sendable {
    package var topic: Topic
    /// An email address, the name of a group, the id of a model.
    package var subject: String
    package var detail: String
    /// The id or name in the detail, for translations.
    package var about: String?

    package init(_ topic: Topic, _ subject: String, _ detail: String = "", about: String? = nil) {
      self.topic = topic
      self.subject = subject
      self.detail = detail
      self.about = about
    }

    /// Without the subject.
    package var text: String { detail.isEmpty ? topic.title : "\(topic.title): \(detail)" }

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

/// The accounts here of the users of the imported instance.
package struct UserMapping: Sendable {
  /// By the id in the source.
  package var people: [UserID: UserID] = [:]
  /// The owner of models without one.
  package var administrator: UserID?

  package init() {}
}
