/// A response as it was seen, and what it answered.
package struct ObservedResponse: Sendable {
    /// The request's method, in capitals.
    package var method: String
    /// The request's raw path; a query after `?` is not looked at.
    package var path: String
    /// The status.
    package var status: Int
    /// The header fields; names in any case.
    package var headers: [(name: String, value: String)]
    /// The body, whole.
    package var body: [UInt8]

    /// Makes an observation.
    package init(method: String, path: String, status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
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
