/// The base URL of a tracker's API, and the check whether another URL is part of that API.
package struct APIRoot: Sendable, Hashable {
    /// The URL, without a trailing slash.
    package let text: String

    /// Creates the root from a base URL. Trailing slashes are ignored.
    package init(_ baseURL: String) {
        var base = Substring(baseURL)
        while base.hasSuffix("/") { base.removeLast() }
        text = String(base)
    }

    /// The full URL of a target below the root.
    package func url(_ target: String) -> String { target.isEmpty ? text : "\(text)/\(target)" }

    /// The target of a URL that the tracker sent (in `Location` or `Link`); nil if it leads to another origin or out of
    /// the API, where the credentials must not be sent.
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

    /// Like ``target(of:)``, but ignores the origin: for a server that uses a different name in its links than the
    /// gateway uses to reach it.
    package func targetByPath(of url: String) -> String? { Self.split(url).flatMap { target($0.path) } }

    private func target(_ path: Substring) -> String? {
        guard let ownPath = Self.split(text)?.path, path.hasPrefix(ownPath + "/"),
            !path.split(separator: "/").contains(".."),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return String(path.dropFirst(ownPath.count + 1))
    }

    /// Splits a URL into its origin (scheme and authority in lower case, without a default port) and the rest.
    private static func split(_ url: String) -> (origin: String, path: Substring)? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let authorityEnd = url[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? url.endIndex
        var origin = url[..<authorityEnd].lowercased()
        if origin.hasPrefix("https://"), origin.hasSuffix(":443") { origin.removeLast(4) }
        if origin.hasPrefix("http://"), origin.hasSuffix(":80") { origin.removeLast(3) }
        return (origin, url[authorityEnd...])
    }
}
