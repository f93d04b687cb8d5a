package import HTTPKit
import HTTPTypes
import Primitives
import ServiceKit
package import TrackerKit

/// Decodes a JSON body field by field and collects all errors, so that the caller gets them in one response.
///
///     var body = try await BodyReader(request)
///     let title = body.required("title", .text(1...500))
///     let dueAt = body.optional("due_at", .timestamp)
///     let checked = try body.finish(title)      // throws 422 with every error, unknown fields included
package struct BodyReader: Sendable {
    /// The default size limit in bytes: a ticket's longest text, JSON-escaped, with room for the other fields.
    package static let standardLimit = 1 << 20

    private let fields: [String: JSON]
    private let pointer: String
    private var seen: Set<String> = []
    private var errors: [FieldError] = []

    /// Reads the body of a request.
    /// - Parameters:
    ///   - limit: The maximum size in bytes.
    ///   - allowsEmpty: Whether an empty body counts as `{}`.
    /// - Throws: 415 for another media type, 413 for a body that is too long, 400 for malformed JSON, 422 for JSON
    ///   other than an object.
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
        guard let value else { throw ServiceError.invalid(pointer, "a required field is missing") }
        return value
    }

    /// All errors: those of known fields in reading order, then unknown fields by name. Limited to slightly more than a
    /// problem lists.
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
