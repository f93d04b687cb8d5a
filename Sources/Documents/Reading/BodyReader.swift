package import Primitives
package import TrackerKit

/// Decodes a JSON body field by field and collects all errors, so that the caller gets them in one response.
///
///     var body = BodyReader(fields: fields)
///     let title = body.required("title", .text(1...500))
///     let dueAt = body.optional("due_at", .timestamp)
///     let checked = try body.finish(title)      // throws 422 with every error, unknown fields included
package struct BodyReader: Sendable {
    private let fields: [String: JSON]
    private let pointer: String
    private var seen: Set<String> = []
    private var errors: [FieldError] = []

    /// - Parameter pointer: The location of the object in the body.
    package init(fields: [String: JSON], pointer: String = "") {
        self.fields = fields
        self.pointer = pointer
    }

    package var names: Set<String> { Set(fields.keys) }

    /// The body as it was sent.
    package var sent: JSON { .object(fields) }

    /// A required field; nil if absent or invalid, which makes `finish` throw.
    package mutating func required<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        guard let json = take(name) else {
            fail(name, "is required")
            return nil
        }
        return type.read(json, path(name), &errors)
    }

    /// An optional field; `null` is an error.
    package mutating func optional<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        take(name).flatMap { type.read($0, path(name), &errors) }
    }

    /// A field that may be absent or `null`.
    package mutating func nullable<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        take(name).flatMap { $0.isNull ? nil : type.read($0, path(name), &errors) }
    }

    /// A field of a merge patch (RFC 7396) that cannot be cleared.
    package mutating func change<Value: Sendable & Hashable>(_ name: String, _ type: FieldType<Value>) -> Change<Value>
    {
        optional(name, type).map(Change.set) ?? .unchanged
    }

    /// A field of a merge patch (RFC 7396) that `null` clears.
    package mutating func nullableChange<Value: Sendable & Hashable>(_ name: String, _ type: FieldType<Value>)
        -> Change<Value?>
    {
        guard let json = take(name) else { return .unchanged }
        if json.isNull { return .set(nil) }
        return type.read(json, path(name), &errors).map { .set($0) } ?? .unchanged
    }

    /// Whether the body contains the field, even if it is `null`. Marks it as known.
    package mutating func contains(_ name: String) -> Bool { take(name) != nil }

    /// Adds an error.
    package mutating func fail(_ name: String, _ detail: String) {
        errors.append(.init(pointer: path(name), detail: detail))
    }

    /// Throws 422 with all errors, including unknown fields.
    package func finish() throws {
        let errors = allErrors
        guard errors.isEmpty else { throw Failure.invalid(errors) }
    }

    /// Throws 422 with all errors, or returns the required values as non-optionals.
    package func finish<each Value>(_ values: repeat (each Value)?) throws -> (repeat each Value) {
        try finish()
        return (repeat try unwrapped(each values))
    }

    private func unwrapped<Value>(_ value: Value?) throws -> Value {
        guard let value else {
            throw Failure.invalid([FieldError(pointer: pointer, detail: "a required field is missing")])
        }
        return value
    }

    /// All errors: those of known fields in reading order, then unknown fields by name. Limited to slightly more than a
    /// problem lists.
    package var allErrors: [FieldError] {
        let unknown = fields.keys.filter { !seen.contains($0) }.sorted().prefix(Failure.maximumErrors + 1)
        return errors + unknown.map { .init(pointer: path($0), detail: UnknownName.detail($0, among: seen)) }
    }

    private mutating func take(_ name: String) -> JSON? {
        seen.insert(name)
        return fields[name]
    }

    private func path(_ name: String) -> String { JSONPointer.appending(name, to: pointer) }
}
