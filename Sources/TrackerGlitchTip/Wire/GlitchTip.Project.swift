import Primitives
import TrackerKit

extension GlitchTip {
    /// A project.
    struct Project: Sendable, Hashable {
        /// The number that stays when the project is renamed.
        var id: String
        /// What it is called in addresses.
        var slug: String
        /// The name for people.
        var name: String
        /// The slug of its organisation, where the answer holds it.
        var organization: String?
        /// When it was made.
        var createdAt: Timestamp?

        /// Decodes a project; identifier and slug must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            slug = try wire.requiredString("slug")
            name = wire.string("name") ?? slug
            organization = wire.object("organization")?.string("slug")
            createdAt = wire.timestamp(wire.either("dateCreated", "date_created"))
        }
    }

    /// A key of a project, with the address that programs send events to (the DSN)
    /// ([DSN](https://develop.sentry.dev/sdk/overview/#parsing-the-dsn)).
    struct ProjectKey: Sendable, Hashable {
        /// Whether events that come by it are taken.
        var isActive: Bool
        /// The number of the project that it leads to.
        var projectID: String
        /// Where an envelope goes.
        var envelopeURL: String
        /// The key that stands in the DSN; no secret.
        var publicKey: String

        /// Decodes a key; the public DSN must be there, and lead to a web server.
        init(_ wire: WireObject) throws(TrackerError) {
            isActive = wire.bool("isActive") ?? true
            let dsn = try wire.object("dsn")?.requiredString("public") ?? ""
            guard let parts = Self.parts(dsn) else {
                throw .malformedResponse(detail: "\(wire.place).dsn.public is not a DSN")
            }
            (publicKey, envelopeURL, projectID) = parts
        }

        /// `SCHEME://KEY@HOST[/PATH]/PROJECT` to the key, `SCHEME://HOST[/PATH]/api/PROJECT/envelope/` and the project.
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

    /// A member of an organisation.
    struct Member: Sendable, Hashable {
        /// The account; nil while somebody is only invited.
        var user: Actor?
        /// `member`, `admin`, `manager`, `owner`.
        var role: String
        /// The address.
        var email: String?
        /// Whether the invitation waits for an answer.
        var isPending: Bool

        /// Decodes a member; the identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            user = wire.object("user").flatMap { try? Actor($0) }
            role = wire.string(wire.either("orgRole", "role")) ?? "member"
            email = wire.string("email")
            isPending = wire.bool("pending") ?? false
        }
    }
}
