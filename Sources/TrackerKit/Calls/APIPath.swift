import Primitives

/// A path below a tracker's API root, encoded segment by segment so that no name can leave its place.
package struct APIPath: Sendable, Hashable {
    /// The encoded path and query, without a leading slash.
    package private(set) var text: String

    /// Joins segments, each encoded whole: a slash in a label's name stays a part of the name.
    package init(_ segments: String...) { text = segments.map(PercentEncoding.segment).joined(separator: "/") }

    /// A path below this one.
    package func appending(_ segments: String...) -> APIPath {
        var path = self
        for segment in segments { path.text += "/" + PercentEncoding.segment(segment) }
        return path
    }

    /// This path with a slash at its end, as some servers want it (Django's).
    package var withTrailingSlash: APIPath {
        var path = self
        path.text += "/"
        return path
    }

    /// The path with a query; parameters without a value are left out.
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
