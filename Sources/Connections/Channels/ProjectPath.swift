import Foundation
import Primitives

/// Explains paths that lead to no project of a tracker.
enum ProjectPath {
    /// What is wrong with a path that the tracker does not know, with the path that was meant if it is a web address.
    /// - Parameter connection: The connection's slug.
    static func unknown(_ path: String, at connection: String) -> String {
        if isAddress(path) {
            let meant = inAddress(path).map { ", such as '\($0.shortened())'" } ?? ""
            return "must be the project's path at its tracker, not its web address\(meant)"
        }
        return """
            the tracker has no project '\(path.shortened())', or the credentials have no access to it. \
            `ticket-gateway connections projects \(connection)`, or GET /api/v1/connections/\(connection)/projects, \
            lists those that they have access to
            """
    }

    private static func isAddress(_ path: String) -> Bool { path.contains("://") || path.hasPrefix("git@") }

    /// The last parts of the addresses of a project's pages, after its path.
    private static let pages: Set<String> = [
        "issues", "pulls", "tree", "blob", "boards", "wiki", "settings", "projects",
    ]

    /// The project's path in the address of one of its pages or of its repository; nil if there is none.
    private static func inAddress(_ address: String) -> String? {
        let path =
            address.contains("://")
            ? URLComponents(string: address)?.path : address.split(separator: ":").last.map(String.init)
        var parts = (path ?? "").split(separator: "/").map(String.init)
        // Trello: /b/<short link>/<name>; Sentry: /organizations/<organisation>/projects/<project>; GitLab ends a
        // project's path with a hyphen.
        if parts.count > 1, parts[0] == "b" { return parts[1] }
        if parts.count > 3, parts[0] == "organizations", parts[2] == "projects" { return "\(parts[1])/\(parts[3])" }
        if let end = parts.firstIndex(of: "-") { parts.removeSubrange(end...) }
        if let end = parts.dropFirst().firstIndex(where: pages.contains) { parts.removeSubrange(end...) }
        let whole = parts.joined(separator: "/")
        let name = whole.hasSuffix(".git") ? String(whole.dropLast(4)) : whole
        return name.isEmpty ? nil : name
    }
}
