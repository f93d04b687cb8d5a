import Primitives
import TrackerKit

extension GitHub {
    /// An account: of a person, a bot or an organisation.
    struct User: Sendable, Hashable {
        /// The number that stays when the login changes.
        var id: String
        /// The login.
        var login: String
        /// The name for people; only in the full form of the object.
        var name: String?
        /// The public address; only in the full form.
        var email: String?
        /// `User`, `Bot`, `Organization` or `Mannequin`.
        var type: String?
        /// The page for people.
        var htmlURL: String?
        /// The picture.
        var avatarURL: String?
        /// What a collaborator may do; only in lists of collaborators.
        var roleName: String?
        /// What a collaborator may do, in the older spelling: the rights that are granted.
        var permissions: Set<String>

        /// Decodes an account; identifier and login must be there.
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
