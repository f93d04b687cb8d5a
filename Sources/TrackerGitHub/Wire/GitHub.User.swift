import Primitives
import TrackerKit

extension GitHub {
    /// An account of a person, bot or organisation.
    struct User: Sendable, Hashable {
        /// Does not change when the login does.
        var id: String
        var login: String
        /// The display name. Only in the full representation.
        var name: String?
        /// The public email address. Only in the full representation.
        var email: String?
        /// `User`, `Bot`, `Organization` or `Mannequin`.
        var type: String?
        /// The web page.
        var htmlURL: String?
        var avatarURL: String?
        /// A collaborator's role. Only in lists of collaborators.
        var roleName: String?
        /// A collaborator's granted permissions, the older form of `roleName`.
        var permissions: Set<String>

        /// Throws if the ID or the login is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            login = try wire.requiredString("login")
            name = wire.string("name")
            email = wire.string("email")
            type = wire.string("type")
            htmlURL = wire.string("html_url")
            avatarURL = wire.string("avatar_url")
            roleName = wire.string("role_name")
            permissions = Set((wire["permissions"]?.objectValue ?? [:]).filter { $0.value == true }.keys)
        }
    }
}
