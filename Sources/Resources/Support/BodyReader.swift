package import HTTPKit
import HTTPTypes
import Primitives
import ServiceKit
package import TrackerKit

/// Reads a JSON body field by field and remembers everything that is wrong, so that the caller is told all of it at
/// once.
///
///     var body = try await BodyReader(request)
///     let title = body.required("title", .text(1...500))
///     let dueAt = body.optional("due_at", .timestamp)
///     let checked = try body.finish(title)      // throws 422 with every error, unknown fields included
package struct BodyReader: Sendable {
    /// The longest body that is read unless a resource says otherwise: a ticket's longest text, escaped, and room.
    package static let standardLimit = 1 << 20

    private let fields: [String: JSON]
    private let pointer: String
    private var seen: Set<String> = []
    private var errors: [FieldError] = []

    /// Reads the body of a request.
    /// - Parameters:
    ///   - limit: How many bytes it may have.
    ///   - allowsEmpty: Whether no body at all stands for `{}`.
    /// - Throws: 415 for another media type, 413 for a body that is too long, 400 for malformed JSON, 422 for another
    ///   value than an object.
    package init(_ request: Request, limit: Int = standardLimit, allowsEmpty: Bool = false) async throws {
        let bytes = try await request.body.collect(upTo: limit)
        if allowsEmpty, bytes.isEmpty {
            self.init(fields: [:])
            return
        }
        try MediaType.requireJSON(request)
        guard case .object(let fields) = try Self.parse(bytes) else {
            throw ServiceError.invalid("", "must be an object")
        }
        self.init(fields: fields)
    }

    init(fields: [String: JSON], pointer: String = "") {
        self.fields = fields
        self.pointer = pointer
    }

    /// The names of its fields.
    var names: Set<String> { Set(fields.keys) }

    /// The body as it was sent.
    var sent: JSON { .object(fields) }

    private static func parse(_ bytes: [UInt8]) throws -> JSON {
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw Failure(.malformedJSON, detail: "The body is not JSON: \(error.description).")
        }
    }

    /// A field that must be there; nil when it is not or can't be used, which `finish` then tells.
    package mutating func required<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        guard let json = take(name) else {
            fail(name, "is required")
            return nil
        }
        return type.read(json, path(name), &errors)
    }

    /// A field that may be left out; `null` is refused.
    package mutating func optional<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        take(name).flatMap { type.read($0, path(name), &errors) }
    }

    /// A field that may be left out or `null`.
    package mutating func nullable<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        take(name).flatMap { $0.isNull ? nil : type.read($0, path(name), &errors) }
    }

    /// A field of a merge patch (RFC 7396) that can't be emptied.
    package mutating func change<Value: Sendable & Hashable>(_ name: String, _ type: FieldType<Value>) -> Change<Value>
    {
        optional(name, type).map(Change.set) ?? .unchanged
    }

    /// A field of a merge patch (RFC 7396) that `null` empties.
    package mutating func nullableChange<Value: Sendable & Hashable>(_ name: String, _ type: FieldType<Value>)
        -> Change<Value?>
    {
        guard let json = take(name) else { return .unchanged }
        if json.isNull { return .set(nil) }
        return type.read(json, path(name), &errors).map { .set($0) } ?? .unchanged
    }

    /// Whether the field is in the body, be it `null`. Counts as reading it.
    package mutating func contains(_ name: String) -> Bool { take(name) != nil }

    /// Adds an error that the caller found.
    package mutating func fail(_ name: String, _ detail: String) {
        errors.append(.init(pointer: path(name), detail: detail))
    }

    /// Throws a 422 with everything that was wrong, fields that nobody asked for included.
    package func finish() throws {
        let errors = allErrors
        guard errors.isEmpty else { throw Failure.invalid(errors) }
    }

    /// The same, and hands back the required values, now without their optionals.
    package func finish<each Value>(_ values: repeat (each Value)?) throws -> (repeat each Value) {
        try finish()
        return (repeat try unwrapped(each values))
    }

    private func unwrapped<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw ServiceError.invalid(pointer, "a required field is missing") }
        return value
    }

    /// Everything that was wrong, in the order of the fields' names; not much more than a problem lists.
    var allErrors: [FieldError] {
        let unknown = fields.keys.filter { !seen.contains($0) }.sorted().prefix(Failure.maximumErrors + 1)
        return errors + unknown.map { .init(pointer: path($0), detail: "is unknown") }
    }

    private mutating func take(_ name: String) -> JSON? {
        seen.insert(name)
        return fields[name]
    }

    private func path(_ name: String) -> String { JSONPointer.appending(name, to: pointer) }
}
