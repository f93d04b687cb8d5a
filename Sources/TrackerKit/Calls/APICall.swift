public import HTTPKit
public import HTTPTypes
public import Primitives

/// One call of a tracker's API, before it is authorised and sent.
public struct APICall: Sendable, Hashable {
    /// The method.
    public var method: HTTPRequest.Method
    /// Path and query below the API's root, encoded, without a leading slash.
    public var target: String
    /// What to send.
    public var body: Body?
    /// What the call is about, for people: `ticket 12`.
    public var what: String
    /// Whether sending it twice does no harm; nil to go by the method.
    public var isSafeToRepeat: Bool?
    /// Whether the answer may be kept, to be asked for again only if it has changed; nil to go by the method.
    public var revalidate: Bool?

    /// What a call sends.
    public struct Body: Sendable, Hashable {
        /// The bytes.
        public var bytes: [UInt8]
        /// Their media type.
        public var contentType: String

        /// Makes a body.
        public init(_ bytes: [UInt8], contentType: String) {
            self.bytes = bytes
            self.contentType = contentType
        }

        /// A JSON body.
        public static func json(_ json: JSON) -> Body { Body(json.serialized(), contentType: "application/json") }
    }

    /// Makes a call, with a JSON body where there is one.
    public init(_ method: HTTPRequest.Method, _ path: APIPath, body: JSON? = nil, what: String) {
        self.init(method, target: path.text, body: body, what: what)
    }

    /// Makes a call of a target that is encoded already, such as a link to the next page.
    public init(_ method: HTTPRequest.Method, target: String, body: JSON? = nil, what: String) {
        self.method = method
        self.target = target
        self.body = body.map(Body.json)
        self.what = what
    }

    /// The request to an address, with these header fields and the body's type.
    /// - Parameter resource: Which of the tracker's budgets pays for it.
    public func request(to url: String, headers: HTTPFields, resource: String? = nil) -> ClientRequest {
        var headers = headers
        if let body { headers[.contentType] = body.contentType }
        return ClientRequest(
            method, url, headers: headers, body: body?.bytes, isSafeToRepeat: isSafeToRepeat, revalidate: revalidate, resource: resource)
    }
}
