/// A response as it was seen, and what it answered.
public struct ObservedResponse: Sendable {
    /// The request's method, in capitals.
    public var method: String
    /// The request's raw path; a query after `?` is not looked at.
    public var path: String
    /// The status.
    public var status: Int
    /// The header fields; names in any case.
    public var headers: [(name: String, value: String)]
    /// The body, whole.
    public var body: [UInt8]

    /// Makes an observation.
    public init(method: String, path: String, status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.method = method
        self.path = path
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first field of that name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The media type without its parameters, in small letters.
    var mediaType: String? {
        header("Content-Type")?.split(separator: ";").first.map { $0.trimmingSpaces().lowercased() }
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
