/// Where a tracker's API lives, and what belongs to it.
package struct APIRoot: Sendable, Hashable {
    /// The address, without a trailing slash.
    package let text: String

    /// Reads a base URL; slashes at its end don't count.
    package init(_ baseURL: String) {
        var base = Substring(baseURL)
        while base.hasSuffix("/") { base.removeLast() }
        text = String(base)
    }

    /// The full address of a target below the root.
    package func url(_ target: String) -> String { target.isEmpty ? text : "\(text)/\(target)" }

    /// The target of an address that the tracker sent (a `Location`, a `Link`); nil when it leads to another origin or
    /// out of the API, where the credentials must not go.
    package func target(of url: String) -> String? {
        guard let (origin, path) = Self.split(url), let (ownOrigin, _) = Self.split(text), origin == ownOrigin else {
            return nil
        }
        return target(path)
    }

    /// The target of a `Location`, which may also be a path on the same origin (RFC 9110, section 10.2.2).
    func target(ofLocation location: String, byPath: Bool) -> String? {
        if location.hasPrefix("/"), !location.hasPrefix("//") { return target(location[...]) }
        return byPath ? targetByPath(of: location) : target(of: location)
    }

    /// As ``target(of:)``, whatever the origin: for a server that calls itself by another name than it is reached by.
    package func targetByPath(of url: String) -> String? { Self.split(url).flatMap { target($0.path) } }

    private func target(_ path: Substring) -> String? {
        guard let ownPath = Self.split(text)?.path, path.hasPrefix(ownPath + "/"),
            !path.split(separator: "/").contains(".."),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return String(path.dropFirst(ownPath.count + 1))
    }

    /// Scheme and authority in lower case, without a default port; then the rest.
    private static func split(_ url: String) -> (origin: String, path: Substring)? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let authorityEnd = url[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? url.endIndex
        var origin = url[..<authorityEnd].lowercased()
        if origin.hasPrefix("https://"), origin.hasSuffix(":443") { origin.removeLast(4) }
        if origin.hasPrefix("http://"), origin.hasSuffix(":80") { origin.removeLast(3) }
        return (origin, url[authorityEnd...])
    }
}
