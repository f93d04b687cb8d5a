import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Organisations, projects, keys, members and alerts.
extension FakeState {
    func showRoot() -> Response {
        .object([
            "version": "0", "auth": ["scopes": ["event:admin", "event:read", "org:read"]],
            "user": accounts.first.map(render) ?? .null,
        ])
    }

    func listOrganizations(_ call: FakeCall) throws(FakeFailure) -> Response {
        try page(organizations, call, value: \.id) { render($0, call) }
    }

    func showOrganization(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let organization = organizations.first(where: { $0.slug == call[0] }) else { throw .notFound(isSentry) }
        return .object(render(organization, call))
    }

    func listProjects(of organization: String?, _ call: FakeCall) throws(FakeFailure) -> Response {
        if let organization, !organizations.contains(where: { $0.slug == organization }) { throw .notFound(isSentry) }
        let chosen = projects.filter { organization == nil || $0.organization == organization }
        return try page(chosen, call, value: \.id) { render($0, call, withOrganization: organization == nil) }
    }

    func showProject(_ call: FakeCall) throws(FakeFailure) -> Response {
        .object(render(try requiredProject(call), call, withOrganization: true))
    }

    /// Lists the keys of a project; empty for an unknown project.
    func listKeys(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call[0], call[1])
        return try page(project.map { [$0] } ?? [], call, value: \.id) { project in
            let host = call.base.dropFirst("http://".count)
            return [
                "id": .string(project.publicKey), "name": "Default", "label": "Default",
                "public": .string(project.publicKey),
                "projectID": .integer(project.id), "dateCreated": "2026-01-01T00:00:00Z", "isActive": true,
                "dsn": ["public": .string("http://\(project.publicKey)@\(host)/\(project.id)")],
            ]
        }
    }

    func listMembers(_ call: FakeCall) throws(FakeFailure) -> Response {
        _ = try requiredProject(call)
        return try page(accounts, call, value: \.id) { account in
            [
                "id": .string(String(account.id + 100)), "email": .string(account.email), "name": .string(account.name),
                "user": render(account),
                "orgRole": "member", "role": "member", "pending": false,
            ]
        }
    }

    /// Lists the alerts, newest first, like GlitchTip.
    func listAlerts(_ call: FakeCall) throws(FakeFailure) -> Response {
        _ = try project(call[0], call[1])
        let chosen = alerts.filter { $0.project == "\(call[0])/\(call[1])" }.sorted { $0.id > $1.id }
        return try page(chosen, call, value: \.id) { render($0) }
    }

    mutating func addAlert(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try requiredProject(call)
        for recipient in call.body.json["alertRecipients"]?.arrayValue ?? []
        where recipient["url"]?.stringValue?.hasPrefix("http") != true {
            throw .unprocessable(
                ["body", "payload", "alertRecipients", "url"], "Input should be a valid URL", type: "url_parsing")
        }
        let alert = Alert(id: nextAlert, project: project.path, body: call.body.json)
        nextAlert += 1
        alerts.append(alert)
        return .object(render(alert), status: .created)
    }

    mutating func deleteAlert(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard
            let place = alerts.firstIndex(where: { String($0.id) == call[2] && $0.project == "\(call[0])/\(call[1])" })
        else {
            throw .notFound(isSentry)
        }
        alerts.remove(at: place)
        return .noContent
    }

    private func render(_ alert: Alert) -> JSON {
        let recipients = (alert.body["alertRecipients"]?.arrayValue ?? []).map { $0.adding(["id": .integer(alert.id)]) }
        return [
            "id": .integer(alert.id), "name": alert.body["name"] ?? .null,
            "timespanMinutes": alert.body["timespanMinutes"] ?? .null,
            "quantity": alert.body["quantity"] ?? .null, "uptime": alert.body["uptime"] ?? false,
            "alertRecipients": .array(recipients),
        ]
    }

    private func render(_ organization: Organization, _ call: FakeCall) -> JSON {
        let address = JSON.string(call.base)
        return [
            "id": .string(String(organization.id)), "slug": .string(organization.slug),
            "name": .string(organization.name),
            "dateCreated": "2026-01-01T00:00:00.000Z", "status": ["id": "active", "name": "active"],
            "isEarlyAdopter": false,
            "require2FA": false,
            "features": [], "avatar": ["avatarType": "", "avatarUuid": .null],
            "links": ["organizationUrl": address, "regionUrl": address],
        ]
    }

    private func render(_ project: Project, _ call: FakeCall, withOrganization: Bool) -> JSON {
        var json: JSON = [
            "id": .string(String(project.id)), "slug": .string(project.slug), "name": .string(project.name),
            "platform": "python",
            "dateCreated": "2026-01-01T00:00:00.000Z", "isMember": true, "hasAccess": true, "teams": [],
        ]
        if withOrganization, let organization = organizations.first(where: { $0.slug == project.organization }) {
            json = json.adding(["organization": render(organization, call)])
        }
        return json
    }

    func render(_ account: Account) -> JSON {
        [
            "id": .string(String(account.id)), "email": .string(account.email), "username": .string(account.email),
            "name": .string(account.name), "type": "user",
        ]
    }
}
