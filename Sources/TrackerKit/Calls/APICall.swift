package import HTTPKit
package import HTTPTypes
package import Primitives

/// A call of a tracker's API, before it is authorised and sent.
package struct APICall: Sendable, Hashable {
    package var method: HTTPRequest.Method
    /// The path and query below the API's root, percent-encoded, without a leading slash.
    package var target: String
    package var body: Body?
    /// A human-readable name for what the call concerns, used in error messages: `ticket 12`.
    package var what: String
    /// Whether the call is idempotent and may be sent again; nil to decide by the method.
    package var isSafeToRepeat: Bool?
    /// Whether the response may be cached and revalidated with a conditional request; nil to decide by the method.
    package var revalidate: Bool?

    package struct Body: Sendable, Hashable {
        package var bytes: [UInt8]
        package var contentType: String

        package init(_ bytes: [UInt8], contentType: String) {
            self.bytes = bytes
            self.contentType = contentType
        }

        package static func json(_ json: JSON) -> Body { Body(json.serialized(), contentType: "application/json") }
    }

    /// Creates a call, with a JSON body if one is given.
    package init(_ method: HTTPRequest.Method, _ path: APIPath, body: JSON? = nil, what: String) {
        self.init(method, target: path.text, body: body, what: what)
    }

    /// Creates a call for a target that is already percent-encoded, such as a link to the next page.
    package init(_ method: HTTPRequest.Method, target: String, body: JSON? = nil, what: String) {
        self.method = method
        self.target = target
        self.body = body.map(Body.json)
        self.what = what
    }

    /// Creates the request to a URL, with the given header fields and the body's content type.
    /// - Parameter resource: The tracker's rate-limit budget that the call is charged to.
    package func request(to url: String, headers: HTTPFields, resource: String? = nil) -> ClientRequest {
        var headers = headers
        if let body { headers[.contentType] = body.contentType }
        return ClientRequest(
            method, url, headers: headers, body: body?.bytes, isSafeToRepeat: isSafeToRepeat, revalidate: revalidate,
            resource: resource)
    }
}
