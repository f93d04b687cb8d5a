import HTTPKit
import HTTPTypes
import Primitives
package import TrackerKit

extension GlitchTipTracker {
    /// Changes an issue's status, and on Sentry its assignee. The APIs cannot change any other field. The response is
    /// the whole issue, so changing an issue with a known number costs one call.
    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> Ticket
    {
        try require(patch.neededCapabilities)
        var fields: [String: JSON] = [:]
        if let status = patch.status.value {
            fields["status"] = .string(try GlitchTip.Status.word(for: status, dialect))
        }
        if let assignees = patch.assignees.value { fields["assignedTo"] = try assignment(assignees) }
        guard !fields.isEmpty else { return try await ticket(key, in: project) }
        let number = try await number(of: key, in: project)
        return try await written(try await put(fields, to: number, in: project), in: project)
    }

    /// The value of `assignedTo`: one user or team; empty to unassign.
    func assignment(_ assignees: [String]) throws -> JSON {
        guard assignees.count <= 1 else {
            throw TrackerError.invalid("/assignees", "\(dialect.name) assigns an issue to one user or team")
        }
        return .string(assignees.first ?? "")
    }

    /// Writes fields of an issue ([update an issue](https://docs.sentry.io/api/events/update-an-issue/)). There must be
    /// at least one, since GlitchTip responds 500 to none.
    /// - Throws: ``TrackerError/forbidden(_:)`` if the server responds 200 without making the change, and
    ///   ``TrackerError/notFound(what:)`` if the response is an issue of another project, which must not get into this
    ///   one's mirror.
    func put(_ fields: [String: JSON], to number: String, in project: ProjectReference) async throws -> GlitchTip.Issue
    {
        let call = APICall(.put, try path(issue: number, in: project), body: .object(fields), what: "ticket \(number)")
        let changed = try GlitchTip.Issue(try await client.object(call))
        if let id = changed.projectID, let own = project.remoteID, own != id {
            throw TrackerError.notFound(what: call.what)
        }
        if let word = fields["status"]?.stringValue {
            let taken = word == "resolvedInNextRelease" ? ["resolved", word] : [word]
            guard taken.contains(changed.status) else {
                throw TrackerError.forbidden(
                    UpstreamFailure(status: 200, message: "\(dialect.name) did not accept the status"))
            }
        }
        if let wanted = fields["assignedTo"]?.stringValue, wanted.isEmpty != (changed.assignee == nil) {
            throw TrackerError.forbidden(
                UpstreamFailure(status: 200, message: "\(dialect.name) did not accept the assignee"))
        }
        return changed
    }

    /// Subscribes the token's account to a Sentry issue, or unsubscribes it.
    package func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        try require(.subscribe)
        let number = try await number(of: key, in: project)
        _ = try await put(["isSubscribed": .bool(subscribed)], to: number, in: project)
    }
}
