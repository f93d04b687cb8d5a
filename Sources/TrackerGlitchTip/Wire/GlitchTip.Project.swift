import Primitives
import TrackerKit

extension GlitchTip {
    struct Project: Sendable, Hashable {
        /// The number, which does not change when the project is renamed.
        var id: String
        var slug: String
        /// The display name.
        var name: String
        /// The slug of its organisation, if the response contains it.
        var organization: String?
        var createdAt: Timestamp?

        /// Decodes a project. Identifier and slug are required.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            slug = try wire.requiredString("slug")
            name = wire.string("name") ?? slug
            organization = wire.object("organization")?.string("slug")
            createdAt = wire.timestamp(wire.either("dateCreated", "date_created"))
        }
    }

    /// A key of a project, with the URL to which programs send events (the DSN)
    /// ([DSN](https://develop.sentry.dev/sdk/overview/#parsing-the-dsn)).
    struct ProjectKey: Sendable, Hashable {
        /// Whether events sent with it are accepted.
        var isActive: Bool
        /// The number of its project.
        var projectID: String
        /// The URL to post envelopes to.
        var envelopeURL: String
        /// The key in the DSN. It is not a secret.
        var publicKey: String

        /// Decodes a key. The public DSN is required, and must be an HTTP URL.
        init(_ wire: WireObject) throws(TrackerError) {
            isActive = wire.bool("isActive") ?? true
            let dsn = try wire.object("dsn")?.requiredString("public") ?? ""
            guard let parts = Self.parts(dsn) else {
                throw .malformedResponse(detail: "\(wire.path).dsn.public is not a DSN")
            }
            (publicKey, envelopeURL, projectID) = parts
        }

        /// Converts `SCHEME://KEY@HOST[/PATH]/PROJECT` to the key, `SCHEME://HOST[/PATH]/api/PROJECT/envelope/` and the
        /// project.
        private static func parts(_ dsn: String) -> (String, String, String)? {
            guard dsn.isHeaderSafe, let scheme = ["https://", "http://"].first(where: dsn.hasPrefix),
                !dsn.contains(where: { "\"'<>\\^`{|}?#".contains($0) })
            else { return nil }
            let rest = dsn.dropFirst(scheme.count)
            let halves = rest.split(separator: "@", omittingEmptySubsequences: false)
            guard halves.count == 2, let slash = halves[1].lastIndex(of: "/"), !halves[1].contains("..") else {
                return nil
            }
            let key = halves[0].prefix { $0 != ":" }, host = halves[1][..<slash],
                project = halves[1][halves[1].index(after: slash)...]
            guard !key.isEmpty, !host.isEmpty, String(project).isNumber,
                key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
            else { return nil }
            return (String(key), "\(scheme)\(host)/api/\(project)/envelope/", String(project))
        }
    }
}

extension GlitchTip.Project {
    /// Converts to the gateway's model.
    /// - Parameter organization: The organisation's slug, for responses without it.
    func project(in organization: String, on site: GlitchTip.Site) -> RemoteProject {
        let owner = self.organization ?? organization
        var project = RemoteProject(
            remoteID: id, path: "\(owner)/\(slug)", name: name, kind: .errorProject,
            url: "\(site.address)/\(PercentEncoding.segment(owner))/issues?project=\(PercentEncoding.segment(id))")
        project.createdAt = createdAt
        return project
    }
}
