package import Primitives

/// A JSON object from a tracker, read leniently: a member that is absent, null or of another type is nil. Only the
/// accessors for required members throw.
///
/// Errors name the location (`issue.number`), never the value.
package struct WireObject: Sendable {
    package let json: JSON
    /// The name of the object in errors, such as `issue`.
    package let path: String

    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for any other type of value.
    package init(_ json: JSON, _ path: String) throws(TrackerError) {
        guard json.objectValue != nil else {
            throw .malformedResponse(detail: "\(path) is \(json.kindName), not an object")
        }
        self.json = json
        self.path = path
    }

    /// Parses the body of a delivery. Values that JSON does not allow are repaired (`JSON.init(repairing:)`).
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for anything but a JSON object.
    package init(parsing body: [UInt8], _ path: String) throws(TrackerError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(repairing: body)
        } catch {
            throw .malformedResponse(detail: "\(path): \(error.description)")
        }
        try self.init(json, path)
    }

    /// A member; nil if it is absent or null.
    package subscript(name: String) -> JSON? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }

    /// A string; nil for any other type.
    package func string(_ name: String) -> String? { json[name]?.stringValue }
    /// An integer; nil for any other type.
    package func integer(_ name: String) -> Int64? { json[name]?.integerValue }
    /// A boolean; nil for any other type.
    package func bool(_ name: String) -> Bool? { json[name]?.boolValue }
    /// A flag that restricts who may read the object; nil if it is absent. Any other value than a boolean counts as
    /// true, so that a faulty response hides an object rather than showing it to everyone.
    package func restriction(_ name: String) -> Bool? { json[name].map { $0.boolValue ?? true } }
    /// A time in any format that `Timestamp` parses.
    package func timestamp(_ name: String) -> Timestamp? { string(name).flatMap(Timestamp.init) }
    /// An object; nil for any other type.
    package func object(_ name: String) -> WireObject? {
        json[name].flatMap { try? WireObject($0, "\(path).\(name)") }
    }

    /// The objects of an array. Elements of other types are omitted; a missing array is empty.
    package func objects(_ name: String) -> [WireObject] {
        (json[name]?.arrayValue ?? []).compactMap { try? WireObject($0, "\(path).\(name)[]") }
    }

    /// A string, or an error if there is none.
    package func requiredString(_ name: String) throws(TrackerError) -> String {
        guard let value = string(name) else { throw missing(name, "a string") }
        return value
    }

    /// An identifier, or an error if there is none: a string that is not empty, or an integer as text.
    package func requiredIdentifier(_ name: String) throws(TrackerError) -> String {
        if let number = integer(name) { return String(number) }
        guard let text = string(name), !text.isEmpty else { throw missing(name, "an identifier") }
        return text
    }

    /// A time, or an error if there is none.
    package func requiredTimestamp(_ name: String) throws(TrackerError) -> Timestamp {
        guard let value = timestamp(name) else { throw missing(name, "a time") }
        return value
    }

    /// The first of these members that is a time; nil if none is. An object with one time out of range may have others.
    package func firstTimestamp(_ names: [String]) -> Timestamp? {
        for name in names { if let value = timestamp(name) { return value } }
        return nil
    }

    private func missing(_ name: String, _ wanted: String) -> TrackerError {
        .malformedResponse(detail: "\(path).\(name) is \(json[name]?.kindName ?? "missing"), not \(wanted)")
    }
}
