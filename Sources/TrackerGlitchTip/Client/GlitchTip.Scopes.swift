import HTTPTypes
import TrackerKit

extension GlitchTip {
    /// The scopes of tokens ([permissions](https://docs.sentry.io/api/permissions/)), which GlitchTip adopted. A higher
    /// scope includes the lower ones.
    enum Scopes {
        static let readOrganization = ["org:read", "org:write", "org:admin"]
        static let readProject = ["project:read", "project:write", "project:admin"]
        static let writeProject = ["project:write", "project:admin"]
        static let readEvent = ["event:read", "event:write", "event:admin"]
        static let writeEvent = ["event:write", "event:admin"]
        static let adminEvent = ["event:admin"]
    }
}

extension GlitchTip.Dialect {
    /// The scopes that allow deleting an issue. Sentry requires a higher one.
    private var deletion: [String] { self == .sentry ? GlitchTip.Scopes.adminEvent : GlitchTip.Scopes.writeEvent }

    /// The scopes that features require.
    var needs: FeatureNeeds {
        FeatureNeeds([
            ([.listProjects, .createTickets, .createByEvent, .readMembers], GlitchTip.Scopes.readProject),
            ([.readComments, .readOccurrences, .incrementalList], GlitchTip.Scopes.readEvent),
            (
                [.updateTickets, .changeStatus, .assignees, .subscribe, .writeComments, .updateComments],
                GlitchTip.Scopes.writeEvent
            ),
            ([.deleteTickets], deletion), ([.deleteComments], GlitchTip.Scopes.adminEvent),
            ([.webhooks], GlitchTip.Scopes.writeProject),
        ])
    }

    /// The scopes of which a call requires one, to name them when the server refuses it: neither server reports the
    /// missing scope.
    func scopes(for call: APICall) -> [String] {
        let segments = call.target.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        let isDeletion = call.method == .delete, isReading = call.method == .get
        if segments.contains("alerts") {
            return isReading ? GlitchTip.Scopes.readProject : GlitchTip.Scopes.writeProject
        }
        if segments.contains("comments") {
            return isReading
                ? GlitchTip.Scopes.readEvent : isDeletion ? GlitchTip.Scopes.adminEvent : GlitchTip.Scopes.writeEvent
        }
        if ["issues", "shortids", "eventids"].contains(where: segments.contains) {
            return isReading ? GlitchTip.Scopes.readEvent : isDeletion ? deletion : GlitchTip.Scopes.writeEvent
        }
        return segments.contains("projects") ? GlitchTip.Scopes.readProject : GlitchTip.Scopes.readOrganization
    }
}
