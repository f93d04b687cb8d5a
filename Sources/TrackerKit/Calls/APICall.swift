package import HTTPKit
package import HTTPTypes
package import Primitives

/// One call of a tracker's API, before it is authorised and sent.
package struct APICall: Sendable, Hashable {
    /// The method.
    package var method: HTTPRequest.Method
    /// Path and query below the API's root, encoded, without a leading slash.
    package var target: String
    /// What to send.
    package var body: Body?
    /// What the call is about, for people: `ticket 12`.
    package var what: String
    /// Whether sending it twice does no harm; nil to go by the method.
    package var isSafeToRepeat: Bool?
    /// Whether the answer may be kept, to be asked for again only if it has changed; nil to go by the method.
    package var revalidate: Bool?

    /// What a call sends.
    package struct Body: Sendable, Hashable {
        /// The bytes.
        package var bytes: [UInt8]
        /// Their media type.
        package var contentType: String

        /// Makes a body.
        package init(_ bytes: [UInt8], contentType: String) {
            self.bytes = bytes
            self.contentType = contentType
        }

        /// A JSON body.
        package static func json(_ json: JSON) -> Body { Body(json.serialized(), contentType: "application/json") }
    }

    /// Makes a call, with a JSON body where there is one.
    package init(_ method: HTTPRequest.Method, _ path: APIPath, body: JSON? = nil, what: String) {
        self.init(method, target: path.text, body: body, what: what)
    }

    /// Makes a call of a target that is encoded already, such as a link to the next page.
    package init(_ method: HTTPRequest.Method, target: String, body: JSON? = nil, what: String) {
        self.method = method
        self.target = target
        self.body = body.map(Body.json)
        self.what = what
    }

    /// The request to an address, with these header fields and the body's type.
    /// - Parameter resource: Which of the tracker's budgets pays for it.
    package func request(to url: String, headers: HTTPFields, resource: String? = nil) -> ClientRequest {
        var headers = headers
        if let body { headers[.contentType] = body.contentType }
        return ClientRequest(
            method, url, headers: headers, body: body?.bytes, isSafeToRepeat: isSafeToRepeat, revalidate: revalidate,
            resource: resource)
    }
}
