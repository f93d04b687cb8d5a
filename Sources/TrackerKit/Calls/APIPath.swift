import Primitives

/// A path below a tracker's API root. Each segment is percent-encoded, so that no name can change the path's structure.
package struct APIPath: Sendable, Hashable {
    /// The encoded path and query, without a leading slash.
    package private(set) var text: String

    /// Joins path segments. A slash in a segment is encoded: in a label's name, it stays a part of the name.
    package init(_ segments: String...) { text = segments.map(PercentEncoding.segment).joined(separator: "/") }

    package func appending(_ segments: String...) -> APIPath {
        var path = self
        for segment in segments { path.text += "/" + PercentEncoding.segment(segment) }
        return path
    }

    /// This path with a trailing slash, which some servers require (Django's).
    package var withTrailingSlash: APIPath {
        var path = self
        path.text += "/"
        return path
    }

    /// This path with a query. Parameters with a nil value are omitted.
    package func query(_ parameters: KeyValuePairs<String, String?>) -> APIPath {
        let pairs = parameters.compactMap { name, value in
            value.map { "\(PercentEncoding.segment(name))=\(PercentEncoding.segment($0))" }
        }
        guard !pairs.isEmpty else { return self }
        var path = self
        path.text += "?" + pairs.joined(separator: "&")
        return path
    }
}
