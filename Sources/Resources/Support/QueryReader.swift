import Documents
package import HTTPKit
package import Primitives
import ServiceKit

/// Reads query parameters and collects all errors, so that the caller gets them in one response.
///
///     var query = QueryReader(request)
///     let list = query.list(sorts: ["slug", "created_at"], standard: "slug")
///     let tracker = query.optional("tracker", .enumeration(TrackerKind.self))
///     try query.finish()                        // throws 422 with every error, unknown parameters included
package struct QueryReader: Sendable {
    let request: Request
    private let items: [(name: String, value: String)]
    private var seen: Set<String> = []
    private var errors: [FieldError] = []

    package init(_ request: Request) {
        self.request = request
        items = request.query.items
    }

    /// An optional parameter. Its text is passed to the type as a JSON string, or as a number or boolean for such
    /// types.
    package mutating func optional<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        let values = take(name)
        guard values.count < 2 else {
            fail(name, "must be given only once")
            return nil
        }
        return values.first.flatMap { read($0, named: name, as: type) }
    }

    /// A required parameter; nil if absent or invalid, which makes `finish` throw.
    package mutating func required<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
        guard items.contains(where: { $0.name == name }) else {
            seen.insert(name)
            fail(name, "is required")
            return nil
        }
        return optional(name, type)
    }

    /// A repeatable parameter (`label=a&label=b`); empty if absent.
    package mutating func list<Value: Hashable>(_ name: String, of type: FieldType<Value>, maximumCount: Int) -> [Value]
    {
        let values = take(name)
        if values.count > maximumCount { fail(name, "must occur at most \(maximumCount) times") }
        let found = values.prefix(maximumCount).compactMap { read($0, named: name, as: type) }
        if Set(found).count < found.count { fail(name, "must not contain duplicate values") }
        return found
    }

    /// Adds an error.
    package mutating func fail(_ name: String, _ detail: String) {
        errors.append(.init(pointer: "?" + name, detail: detail))
    }

    /// Throws 422 with all errors, including unknown parameters.
    package func finish() throws {
        guard !items.isEmpty || !errors.isEmpty else { return }
        var unknown: [String] = []
        for item in items where !seen.contains(item.name) && !unknown.contains(item.name) {
            unknown.append(item.name)
            if unknown.count > Failure.maximumErrors { break }
        }
        let all = errors + unknown.map { FieldError(pointer: "?" + $0, detail: UnknownName.detail($0, among: seen)) }
        guard all.isEmpty else { throw Failure.invalid(all) }
    }

    /// Throws 422 with all errors, or returns the required values as non-optionals.
    package func finish<each Value>(_ values: repeat (each Value)?) throws -> (repeat each Value) {
        try finish()
        return (repeat try unwrapped(each values))
    }

    private func unwrapped<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw ServiceError.invalid("?", "a required parameter is missing") }
        return value
    }

    private mutating func take(_ name: String) -> [String] {
        seen.insert(name)
        return items.isEmpty ? [] : items.filter { $0.name == name }.map(\.value)
    }

    private mutating func read<Value>(_ text: String, named name: String, as type: FieldType<Value>) -> Value? {
        type.read(Self.json(text, for: Value.self), "?" + name, &errors)
    }

    /// Converts a parameter's text to JSON: numbers and booleans, and the spellings of times that common clients use.
    private static func json(_ text: String, for type: (some Any).Type) -> JSON {
        if type == Bool.self { return ["true": .bool(true), "false": .bool(false)][text] ?? .string(text) }
        if type == Int.self, let number = Int64(text), !text.hasPrefix("+") { return .integer(number) }
        if type == Timestamp.self { return .string(Timestamp.rfc3339(ofQuery: text)) }
        return .string(text)
    }
}

extension Request {
    /// Throws 422 if the request has a query, for endpoints without parameters.
    package func refuseQuery() throws {
        if !query.isEmpty { try QueryReader(self).finish() }
    }
}
