/// An expected failure, worded for the person who asked.
///
/// Anything else that is thrown is a defect: it is logged, and shown as "Internal error" with its request id.
package struct Refusal: Error, Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case malformed, invalid, unauthenticated, forbidden, notFound, conflict, tooLarge, busy,
      unavailable, outOfStorage
  }

  package var kind: Kind
  /// For programs; never changes once released, e.g. `model.stale_revision`.
  package var code: String
  /// For people: what was wrong, where, and what to do now.
  package var detail: String
  /// What the audit trail says instead of `detail`, where that names a person.
  package var recorded: String?
  /// When the same request may succeed: goes out as `Retry-After`.
  package var retryAfterSeconds: Int?
  /// The fields that were wrong, for `invalid`.
  package var fields: [FieldProblem]
  /// Values that let the person go on, e.g. both states of a model that was edited twice.
  package var attachments: [String: JSON]

  package init(
    _ kind: Kind, code: String, detail: String, recorded: String? = nil, retryAfterSeconds: Int? = nil,
    fields: [FieldProblem] = [],
    attachments: [String: JSON] = [:]
  ) {
    self.kind = kind
    self.code = code
    self.detail = detail
    self.recorded = recorded
    self.retryAfterSeconds = retryAfterSeconds
    self.fields = fields
    self.attachments = attachments
  }
}

/// One field of a form that could not be accepted.
package struct FieldProblem: Equatable, Sendable {
  /// Where the field stands, outermost first, e.g. `["body", "meta", "tags"]`.
  package var location: [String]
  /// For programs: `missing`, `string_type`, `value_error`…
  package var type: String
  package var message: String
  package var input: JSON?

  package init(_ location: [String], type: String, message: String, input: JSON? = nil) {
    self.location = location
    self.type = type
    self.message = message
    self.input = input
  }
}

extension Refusal {
  /// A form with fields that are missing or of the wrong type.
  package static func invalid(_ fields: [FieldProblem]) -> Refusal {
    let summary = fields.map { "\($0.location.joined(separator: ".")): \($0.message)" }.joined(
      separator: "; ")
    return Refusal(.invalid, code: "request.invalid", detail: summary, fields: fields)
  }
}
