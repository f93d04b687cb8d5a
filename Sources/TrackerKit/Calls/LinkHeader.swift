/// The `Link` header (RFC 8288, section 3): `<https://…?page=2>; rel="next", <…>; rel="last"`.
package struct LinkHeader: Sendable, Hashable {
    /// The URLs by relation. If a relation occurs twice, the first counts.
    package private(set) var links: [String: String] = [:]

    /// Parses a field value. Malformed links are skipped.
    package init(_ value: String) {
        var rest = Substring(value)
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let url = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            let parameters = rest.prefix { $0 != "<" }
            for relation in Self.relations(parameters) where links[relation] == nil { links[relation] = String(url) }
        }
    }

    /// The URL of the next page; nil on the last page.
    package var next: String? { links["next"] }

    /// The relations of a link: `rel` may contain several, separated by spaces.
    private static func relations(_ parameters: Substring) -> [String] {
        for parameter in parameters.split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "rel" else { continue }
            return parts[1].filter { $0 != "\"" }.split(separator: " ").map { $0.lowercased() }
        }
        return []
    }
}
