import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listCollaborators(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.write, call, in: repository, else: .needsPush)
        return page(of: collaborators(of: repository), call, repository: repository) { row in
            short(row.account, call).adding(["role_name": .string(row.role.name), "permissions": permissions(row.role)])
        }
    }

    private func collaborators(of repository: Repository) -> [(account: Account, role: Role)] {
        let granted = repository.roles.compactMap { login, role in
            account(login).flatMap { account in Role(name: role).map { (account, $0) } }
        }
        return ([(repository.owner, .admin)] + granted).sorted { $0.0.id < $1.0.id }
    }

    private func permissions(_ role: Role) -> JSON {
        [
            "pull": .bool(role >= .read), "triage": .bool(role >= .triage), "push": .bool(role >= .write),
            "maintain": .bool(role >= .maintain), "admin": .bool(role >= .admin),
        ]
    }

    func checkCollaborator(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        guard collaborators(of: repository).contains(where: { $0.account.login.lowercased() == call[2].lowercased() })
        else {
            throw .notFound
        }
        return .noContent
    }

    /// Changes a collaborator's permission (204) or invites another user (201).
    mutating func addCollaborator(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.admin, call, in: repository, else: .needsAdmin)
        guard let account = account(call[2]) else { throw .notFound }
        guard let role = Role(name: call.body["permission"]?.stringValue ?? "push"), role >= .read else {
            throw .invalid("Repository", "permission")
        }
        guard account.id != repository.owner.id else {
            throw .invalid(
                "Repository", "permission", code: "custom", message: "Repository owner cannot be a collaborator")
        }
        let login = account.login.lowercased()
        if repository.roles[login] != nil {
            repositories[repository.id]?.roles[login] = role.name
            return .noContent
        }
        let invitation = Repository.Invitation(
            id: newID(), invitee: account, permission: role.name, createdAt: call.now)
        repositories[repository.id]?.invitations.removeAll { $0.invitee.id == account.id }
        repositories[repository.id]?.invitations.append(invitation)
        return .object(render(invitation, in: repository, call), status: .created)
    }

    mutating func removeCollaborator(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.admin, call, in: repository, else: .needsAdmin)
        repositories[repository.id]?.roles[call[2].lowercased()] = nil
        return .noContent
    }

    func permission(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        guard let account = account(call[2]) else { throw .notFound }
        let role = collaborators(of: repository).first { $0.account.id == account.id }?.role ?? .read
        let old = role >= .admin ? "admin" : role >= .write ? "write" : "read"
        return .object(["permission": .string(old), "role_name": .string(role.name), "user": short(account, call)])
    }

    func listInvitations(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.admin, call, in: repository, else: .notFound)
        return page(of: repository.invitations, call, repository: repository) { render($0, in: repository, call) }
    }

    func listAssignees(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        return page(of: collaborators(of: repository), call, repository: repository) { short($0.account, call) }
    }

    private func render(_ invitation: Repository.Invitation, in repository: Repository, _ call: FakeCall) -> JSON {
        [
            "id": .integer(invitation.id), "node_id": .string("RI_fake\(invitation.id)"),
            "repository": full(repository, call),
            "invitee": short(invitation.invitee, call), "inviter": short(repository.owner, call), "expired": false,
            "permissions": .string(invitation.permission), "created_at": JSON(invitation.createdAt),
            "url": .string("\(call.base)/user/repository_invitations/\(invitation.id)"),
            "html_url": .string("\(call.base)/_site/\(repository.fullName)/invitations"),
        ]
    }
}
