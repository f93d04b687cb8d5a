package import Primitives

/// A JSON object that a tracker sent, read leniently: what is absent, null or of another kind is nil, only what a
/// conversion cannot do without throws.
///
/// Errors name the place (`issue.number`), never the value.
package struct WireObject: Sendable {
    /// The object as it came.
    package let json: JSON
    /// What to call the object in errors, such as `issue`.
    package let place: String

    /// Wraps an object.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for any other kind of value.
    package init(_ json: JSON, _ place: String) throws(TrackerError) {
        guard json.objectValue != nil else {
            throw .malformedResponse(detail: "\(place) is \(json.kindName), not an object")
        }
        self.json = json
        self.place = place
    }

    /// Reads the body of a delivery; odd values in it are repaired (`JSON.init(repairing:)`).
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for what is not JSON object.
    package init(parsing body: [UInt8], _ place: String) throws(TrackerError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(repairing: body)
        } catch {
            throw .malformedResponse(detail: "\(place): \(error.description)")
        }
        try self.init(json, place)
    }

    /// A member; nil when it is absent or null.
    package subscript(name: String) -> JSON? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }

    /// A string.
    package func string(_ name: String) -> String? { json[name]?.stringValue }
    /// An integer.
    package func integer(_ name: String) -> Int64? { json[name]?.integerValue }
    /// A boolean.
    package func bool(_ name: String) -> Bool? { json[name]?.boolValue }
    /// A time in any spelling that `Timestamp` reads.
    package func timestamp(_ name: String) -> Timestamp? { string(name).flatMap(Timestamp.init) }
    /// An object.
    package func object(_ name: String) -> WireObject? {
        json[name].flatMap { try? WireObject($0, "\(place).\(name)") }
    }

    /// The objects of an array; elements of other kinds are left out, and a missing array is an empty one.
    package func objects(_ name: String) -> [WireObject] {
        (json[name]?.arrayValue ?? []).compactMap { try? WireObject($0, "\(place).\(name)[]") }
    }

    /// A string that must be there.
    package func requiredString(_ name: String) throws(TrackerError) -> String {
        guard let value = string(name) else { throw missing(name, "a string") }
        return value
    }

    /// An identifier that must be there: a string, or an integer as text.
    package func requiredIdentifier(_ name: String) throws(TrackerError) -> String {
        if let number = integer(name) { return String(number) }
        guard let text = string(name), !text.isEmpty else { throw missing(name, "an identifier") }
        return text
    }

    /// A time that must be there.
    package func requiredTimestamp(_ name: String) throws(TrackerError) -> Timestamp {
        guard let value = timestamp(name) else { throw missing(name, "a time") }
        return value
    }

    /// The first of these members that is a time, since a ticket whose one time is out of range has others.
    /// - Throws: ``TrackerError/malformedResponse(detail:)``, which names the first member, when none is.
    package func anyTimestamp(_ names: String...) throws(TrackerError) -> Timestamp {
        if let value = firstTimestamp(names) { return value }
        throw missing(names.first ?? "", "a time")
    }

    /// The first of these members that is a time; nil when none is.
    package func firstTimestamp(_ names: [String]) -> Timestamp? {
        for name in names { if let value = timestamp(name) { return value } }
        return nil
    }

    private func missing(_ name: String, _ wanted: String) -> TrackerError {
        .malformedResponse(detail: "\(place).\(name) is \(json[name]?.kindName ?? "absent"), not \(wanted)")
    }
}
