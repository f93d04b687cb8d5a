/// A response that a test received, with the request that it answers.
package struct ObservedResponse: Sendable {
    /// The request's method, in upper case.
    package var method: String
    /// The request's raw path; a query is ignored.
    package var path: String
    package var status: Int
    /// The header fields; names are case-insensitive.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(method: String, path: String, status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.method = method
        self.path = path
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header field with a name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The media type without parameters, in lower case.
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
