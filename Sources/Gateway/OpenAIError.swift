import Domain

/// Errors as the OpenAI API reports them.
package enum OpenAIError {
  package static func body(type: String, code: String, message: String) -> JSON {
    ["error": ["message": .string(message), "type": .string(type), "param": nil, "code": .string(code)]]
  }
}

extension Refusal {
  package var openAIError: JSON { OpenAIError.body(type: kind.openAIType, code: code, message: detail) }
}

extension Refusal.Kind {
  /// The `type` of an error in the OpenAI API.
  package var openAIType: String {
    switch self {
    case .malformed, .invalid, .tooLarge, .conflict: "invalid_request_error"
    case .unauthenticated: "authentication_error"
    case .forbidden: "permission_error"
    case .notFound: "not_found_error"
    case .busy: "rate_limit_error"
    case .unavailable, .outOfStorage: "server_error"
    }
  }
}
