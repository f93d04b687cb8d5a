package import HTTPKit
package import HTTPTypes
package import Primitives

extension Response {
    /// A response with a JSON value.
    package static func object(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response.json(json.serialized(), status: status)
        response.headers[.contentType] = "application/json; charset=utf-8"
        return response
    }
}

extension JSON {
    /// This object merged with another, whose members take precedence.
    package func adding(_ other: JSON) -> JSON {
        .object((objectValue ?? [:]).merging(other.objectValue ?? [:]) { _, last in last })
    }
}

extension HTTPField.Name {
    /// `Host` (RFC 9110, section 7.2).
    static let host = HTTPField.Name("Host")!
}
