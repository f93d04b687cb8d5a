import Primitives

/// The types of fields and arguments of the Alerts API. Each reads a value or throws its message.
///
/// They are more lenient than ``FieldType``: numbers are accepted as text and text as numbers, as in Django REST
/// framework, whose clients rely on it.
enum AlertField {
    /// The message about an invalid value.
    struct Fault: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    /// A whole number; the value is nil if it exceeds 64 bits.
    struct WholeNumber {
        var value: Int64?
        var isNegative: Bool
    }

    /// A value of a column of type `integer`.
    static func integer(_ json: JSON) throws(Fault) -> Int32 {
        let number = try wholeNumber(json)
        if let value = number.value, let exact = Int32(exactly: value) { return exact }
        throw Fault(number.isNegative ? AlertMessage.atLeast(Int32.min) : AlertMessage.atMost(Int32.max))
    }

    static func wholeNumber(_ json: JSON) throws(Fault) -> WholeNumber {
        switch json {
        case .integer(let value): return WholeNumber(value: value, isNegative: value < 0)
        case .number(let value):
            guard value.isFinite, value == value.rounded() else { throw Fault(AlertMessage.integer) }
            return WholeNumber(value: Int64(exactly: value), isNegative: value < 0)
        case .string(let text): return try wholeNumber(text)
        default: throw Fault(AlertMessage.integer)
        }
    }

    /// Digits with an optional sign, and optionally a fraction of zeros.
    private static func wholeNumber(_ text: String) throws(Fault) -> WholeNumber {
        guard let match = PythonText.trimmed(text).wholeMatch(of: /([+-]?)([0-9]{1,1000})(\.0*)?/) else {
            throw Fault(AlertMessage.integer)
        }
        let isNegative = match.1 == "-"
        return WholeNumber(value: Int64((isNegative ? "-" : "") + match.2), isNegative: isNegative)
    }

    /// Text; numbers become text.
    /// - Parameters:
    ///   - maximum: The maximum number of Unicode scalars; nil for no limit.
    ///   - allowsBlank: Whether it may be empty.
    ///   - trims: Whether surrounding white space is removed.
    static func text(
        _ json: JSON, maximum: Int? = nil, allowsBlank: Bool = false, trims: Bool = true
    ) throws(Fault) -> String {
        let text: String
        switch json {
        case .string(let value): text = trims ? PythonText.trimmed(value) : value
        case .integer, .number: text = PythonText.string(of: json)
        default: throw Fault(AlertMessage.text)
        }
        if text.isEmpty, !allowsBlank { throw Fault(AlertMessage.blank) }
        if text.utf8.contains(0) { throw Fault(AlertMessage.nul) }
        if let maximum, text.unicodeScalars.count > maximum { throw Fault(AlertMessage.length(maximum)) }
        return text
    }

    /// A date and time in ISO 8601, in UTC if it has no offset.
    static func time(_ json: JSON) throws(Fault) -> Timestamp {
        guard let time = json.stringValue.flatMap(AlertTime.parse) else { throw Fault(AlertMessage.time) }
        return time
    }
}
