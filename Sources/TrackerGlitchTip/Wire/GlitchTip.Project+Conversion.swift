import Primitives
import TrackerKit

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

extension GlitchTip.Member {
    /// Converts to the gateway's model; nil for a member who is only invited and has no account.
    var member: RemoteMember? {
        guard var user = user?.user else { return nil }
        user.email = user.email ?? email
        return RemoteMember(user: user, role: role, active: !isPending)
    }
}
