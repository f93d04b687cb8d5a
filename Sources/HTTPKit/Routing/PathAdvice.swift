import Primitives

/// What a router needs in order to suggest a path instead of one that has no route.
package struct PathAdvice: Sendable {
    /// The segments with which the paths of the API begin.
    private let prefix: [String]
    /// Literal segments by the names that other programs have for them.
    private let nouns: [String: String]

    /// The longest path for which another one is looked up, in bytes.
    static let maximumLength = 200

    /// - Parameters:
    ///   - prefix: The path with which the paths of the API begin, such as `/api/v1`.
    ///   - nouns: Literal segments by the names that other programs have for them.
    package init(prefix: String = "", nouns: [String: String] = [:]) {
        self.prefix = prefix.split(separator: "/").map(String.init)
        self.nouns = nouns
    }

    /// The segments with the prefix in place of a part of it, or of that of another version.
    func completed(_ parts: [String]) -> [String] {
        prefix + parts.drop { prefix.contains($0) || $0.wholeMatch(of: /v[0-9]/) != nil }
    }

    /// The literal segment that was most likely meant; nil if none is similar.
    func meant(by part: String, among literals: [String]) -> String? {
        if let own = nouns[part.lowercased()], literals.contains(own) { return own }
        return NearestName.of(part, among: literals.sorted())
    }

    /// Names the first segment below the prefix and those that routes have there; nil if a route has this one, or the
    /// path is not below the prefix.
    func unknownResource(in path: String, among routes: [RouteDescription]) -> String? {
        guard path.utf8.count <= Self.maximumLength, let name = resource(in: path), name != ".", name != ".." else {
            return nil
        }
        let known = Set(routes.compactMap { resource(in: $0.pattern) }).sorted()
        guard !known.isEmpty, !known.contains(name) else { return nil }
        let names = known.joined(separator: ", ")
        return "There is no resource '\(name)'. The resources are \(names); /apidocs/ describes them."
    }

    private func resource(in path: String) -> String? {
        let parts = path.split(separator: "/").map(String.init)
        guard !prefix.isEmpty, parts.starts(with: prefix) else { return nil }
        return parts.dropFirst(prefix.count).first
    }
}

extension RouteTree {
    /// The path with a route that was most likely meant by one without: without surplus slashes, with the prefix of the
    /// API, and with mistyped segments replaced. Nil if there is none.
    func nearest(to path: String, _ advice: PathAdvice) -> String? {
        guard path.utf8.count <= PathAdvice.maximumLength else { return nil }
        let parts = path.split(separator: "/").map(String.init)
        guard !parts.isEmpty, !parts.contains("."), !parts.contains("..") else { return nil }
        let found =
            corrected(parts[...], from: 0, advice) ?? corrected(advice.completed(parts)[...], from: 0, advice)
        return found.map { "/" + $0.joined(separator: "/") }
    }

    /// The segments that match a route below a node, with similar literals in place of those that match none.
    private func corrected(_ parts: ArraySlice<String>, from node: Int, _ advice: PathAdvice) -> [String]? {
        guard let part = parts.first else { return hasEndpoint(node) ? [] : nil }
        for (segment, child) in children(of: node, matching: part, advice) {
            if let rest = corrected(parts.dropFirst(), from: child, advice) { return [segment] + rest }
        }
        return nil
    }
}

extension Problem {
    /// 404 with the path that was most likely meant.
    static func notFound(_ path: String, nearest: String?) -> Problem {
        guard let nearest, nearest != path else { return .notFound }
        let isSlash = path.hasSuffix("/") && path.dropLast() == nearest
        let detail = isSlash ? "\(nearest), without the slash at the end" : nearest
        return Problem(.notFound, detail: "There is no resource at this path. Did you mean \(detail)?")
    }
}
