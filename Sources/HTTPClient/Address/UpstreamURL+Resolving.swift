extension UpstreamURL {
    /// Resolves the value of a `Location` header against this URL (RFC 3986, section 5.2); nil if it is malformed or
    /// has an unsupported scheme.
    package func resolving(_ reference: String) -> UpstreamURL? {
        let reference = String(reference.prefix { $0 != "#" })
        if reference.contains("://") && !reference.hasPrefix("/") && !reference.hasPrefix("?") {
            return UpstreamURL(reference)
        }
        if reference.hasPrefix("//") { return UpstreamURL("\(scheme.rawValue):\(reference)") }
        if reference.isEmpty { return self }
        if reference.hasPrefix("?") { return UpstreamURL(origin + path + reference) }
        if reference.hasPrefix("/") { return UpstreamURL(origin + Self.removingDots(reference)) }
        guard reference.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") == false else { return nil }
        return UpstreamURL(
            origin + Self.removingDots(String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]) + reference))
    }

    /// Removes `.` and `..` from the path of `target` (RFC 3986, section 5.2.4); the query is unchanged.
    private static func removingDots(_ target: String) -> String {
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        var kept: [Substring] = []
        let segments = target[..<mark].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            if segment == ".." { _ = kept.popLast() } else if segment != "." { kept.append(segment) }
            if index == segments.count - 1, segment == "." || segment == ".." { kept.append("") }
        }
        return "/" + kept.joined(separator: "/") + target[mark...]
    }
}
