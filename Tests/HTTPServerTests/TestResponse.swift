struct TestResponse: Equatable {
    var status: Int
    var fields: [String: String]
    var body: String

    /// The complete responses in received bytes. Interim (1xx) responses are included, without a body.
    static func parse(_ bytes: [UInt8]) -> [TestResponse] {
        var rest = bytes[...]
        var responses: [TestResponse] = []
        while let response = take(&rest) { responses.append(response) }
        return responses
    }

    private static func take(_ rest: inout ArraySlice<UInt8>) -> TestResponse? {
        guard let end = firstEnd(of: "\r\n\r\n", in: rest) else { return nil }
        let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        let fields = Dictionary(lines.dropFirst().map(field), uniquingKeysWith: { $0 + ", " + $1 })
        guard let (body, after) = takeBody(rest[end...], fields) else { return nil }
        rest = after
        return TestResponse(status: status, fields: fields, body: String(decoding: body, as: UTF8.self))
    }

    private static func field(_ line: Substring) -> (String, String) {
        let parts = line.split(separator: ":", maxSplits: 1)
        return (parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
    }

    private typealias Taken = (body: [UInt8], rest: ArraySlice<UInt8>)

    private static func takeBody(_ rest: ArraySlice<UInt8>, _ fields: [String: String]) -> Taken? {
        if fields["transfer-encoding"] == "chunked" { return takeChunks(rest) }
        let length = Int(fields["content-length"] ?? "0") ?? 0
        return rest.count >= length ? (Array(rest.prefix(length)), rest.dropFirst(length)) : nil
    }

    private static func takeChunks(_ bytes: ArraySlice<UInt8>) -> Taken? {
        var (body, rest): ([UInt8], ArraySlice<UInt8>) = ([], bytes)
        while let start = firstEnd(of: "\r\n", in: rest) {
            guard let size = Int(String(decoding: rest[..<(start - 2)], as: UTF8.self), radix: 16) else { return nil }
            guard rest.endIndex - start >= size + 2 else { return nil }
            body += rest[start..<(start + size)]
            rest = rest[(start + size + 2)...]
            if size == 0 { return (body, rest) }
        }
        return nil
    }

    /// The offset after the first occurrence of a mark.
    private static func firstEnd(of mark: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let mark = Array(mark.utf8)
        guard bytes.count >= mark.count else { return nil }
        for start in bytes.startIndex...(bytes.endIndex - mark.count)
        where bytes[start..<(start + mark.count)].elementsEqual(mark) {
            return start + mark.count
        }
        return nil
    }
}
