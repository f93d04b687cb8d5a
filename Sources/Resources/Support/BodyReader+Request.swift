package import Documents
package import HTTPKit
import HTTPTypes
import Primitives
import ServiceKit

extension BodyReader {
    /// The default size limit in bytes: a ticket's longest text, JSON-escaped, with room for the other fields.
    package static let standardLimit = 1 << 20

    /// Reads the body of a request.
    /// - Parameters:
    ///   - limit: The maximum size in bytes.
    ///   - allowsEmpty: Whether an empty body counts as `{}`.
    /// - Throws: 415 for another media type, 413 for a body that is too long, 400 for malformed JSON, 422 for JSON
    ///   other than an object and for no body at all.
    package init(_ request: Request, limit: Int = standardLimit, allowsEmpty: Bool = false) async throws {
        let bytes = try await request.body.collect(upTo: limit)
        if allowsEmpty, bytes.isEmpty {
            self.init(fields: [:])
            return
        }
        // Without a body there is no media type to complain about.
        if bytes.isEmpty, !request.headers.contains(.contentType) {
            throw ServiceError.invalid("", "is required: send a JSON object with Content-Type: application/json")
        }
        try MediaType.requireJSON(request)
        guard case .object(let fields) = try Self.parse(bytes) else {
            throw ServiceError.invalid("", "must be a JSON object, {…}")
        }
        self.init(fields: fields)
    }

    private static func parse(_ bytes: [UInt8]) throws -> JSON {
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw Failure(.malformedJSON, detail: "The body is not JSON: \(error.explanation(in: bytes)).")
        }
    }
}
