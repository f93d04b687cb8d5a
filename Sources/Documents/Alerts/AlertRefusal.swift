/// Why the Alerts API refuses a request. It has its own messages and bodies, which clients of the Alerts v1 API know.
/// All other failures of the gateway are converted to `detail` bodies by the handler.
package enum AlertRefusal: Error, Sendable, Hashable {
    case unauthenticated(Credentials)
    /// The caller may not use a flavor.
    case forbidden
    /// The `Accept` header rules JSON out.
    case notAcceptable
    /// The `Content-Type` header is another one than JSON.
    case unsupportedMediaType(String)
    /// The body is not JSON, with the reason.
    case malformedJSON(String)
    /// The body of a POST names no flavor.
    case flavorMissing
    case unknownFlavor(String)
    case disabledFlavor(String)
    /// Invalid fields or arguments.
    case invalid(AlertFieldErrors)

    /// What is wrong with the credentials. The raw values are the messages.
    package enum Credentials: String, Sendable, Hashable {
        case missing = "Authentication credentials were not provided."
        case empty = "Invalid token header. No token provided."
        case spaces = "Invalid token header. Token string should not contain spaces."
        case unknown = "Invalid token."
        case disabled = "Token disabled."
    }
}

/// The messages for each invalid field or argument, in the order in which they were checked.
package struct AlertFieldErrors: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package var name: String
        package var messages: [String]
    }

    package private(set) var fields: [Field] = []
    /// Whether one of them is a flavor that does not exist.
    package var namesUnknownFlavor = false

    /// The name under which errors that concern several arguments are reported.
    static let unnamed = "non_field_errors"

    init() {}

    package init(_ name: String, _ messages: [String]) { add(messages, to: name) }

    var isEmpty: Bool { fields.isEmpty }

    mutating func add(_ message: String, to name: String) { add([message], to: name) }

    mutating func add(_ messages: [String], to name: String) {
        guard !messages.isEmpty else { return }
        fields.append(Field(name: name, messages: messages))
    }
}

/// The messages of the Alerts API about single values, which are those of Django REST framework 3:
/// <https://www.django-rest-framework.org/api-guide/fields/>.
enum AlertMessage {
    static let required = "This field is required."
    static let null = "This field may not be null."
    static let blank = "This field may not be blank."
    static let integer = "A valid integer is required."
    static let text = "Not a valid string."
    static let nul = "Null characters are not allowed."
    static let time = "Datetime has wrong format. Use one of these formats instead: \(timeFormat)."
    private static let timeFormat = "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]"

    static func atMost(_ value: some BinaryInteger) -> String {
        "Ensure this value is less than or equal to \(value)."
    }

    static func atLeast(_ value: some BinaryInteger) -> String {
        "Ensure this value is greater than or equal to \(value)."
    }

    static func length(_ maximum: Int) -> String { "Ensure this field has no more than \(maximum) characters." }
}
