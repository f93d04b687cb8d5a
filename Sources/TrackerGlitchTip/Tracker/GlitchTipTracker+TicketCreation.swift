import HTTPKit
import HTTPTypes
package import Primitives
package import TrackerKit

/// The API cannot create issues. Instead, an event is sent to the project's DSN, and the issue that the server creates
/// for it is looked up.
extension GlitchTipTracker {
    /// The delays between the lookups of the new issue: events are accepted first and processed later.
    static let creationWaits: [Duration] = [
        .milliseconds(200), .milliseconds(300), .milliseconds(500), .seconds(1), .seconds(1), .seconds(2), .seconds(3),
        .seconds(4),
    ]

    /// The delays between the lookups of an issue whose response was lost.
    static let searchWaits: [Duration] = [.milliseconds(300), .milliseconds(700)]

    /// Creates an issue by sending an event, then sets its status. If setting the status fails, the issue is returned
    /// as it is then.
    /// - Throws: ``TrackerError/unreachable(_:)``, as for a lost response, if the event was accepted but its issue does
    ///   not appear in time.
    package func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    {
        try require(draft.neededCapabilities)
        let word = try draft.status.map { try GlitchTip.Status.word(for: $0, dialect) } ?? "unresolved"
        let assignee = try assignment(draft.assignees)
        try check(draft)
        let event = GlitchTip.CreationEvent(draft, marker: marker, in: project, proof: proof, bits: newEventBits)
        try await client.send(event, to: try await key(of: project), what: "project \(project.path)")
        let issue = try await issueAfterSending(event, in: project)
        var fields: [String: JSON] = word == issue.status ? [:] : ["status": .string(word)]
        if !draft.assignees.isEmpty { fields["assignedTo"] = assignee }
        let settled = fields.isEmpty ? issue : (try? await put(fields, to: issue.id, in: project)) ?? issue
        return try await written(settled, in: project)
    }

    private func check(_ draft: TicketDraft) throws {
        let title = draft.title.utf8
        guard title.contains(where: { $0 > 0x20 }) else { throw TrackerError.invalid("/title", "must not be empty") }
        guard title.count <= GlitchTip.CreationEvent.maximumTitle else {
            throw TrackerError.invalid(
                "/title", "must not be longer than \(GlitchTip.CreationEvent.maximumTitle) bytes")
        }
        guard draft.body.utf8.count <= GlitchTip.CreationEvent.maximumBody else {
            throw TrackerError.invalid("/body", "must not be longer than \(GlitchTip.CreationEvent.maximumBody) bytes")
        }
    }

    /// The first active key of a project ([list
    /// keys](https://docs.sentry.io/api/projects/list-a-projects-client-keys/)).
    private func key(of project: ProjectReference) async throws -> GlitchTip.ProjectKey {
        // For an unknown project, the list of keys is empty.
        let id = try await projectID(project)
        let list = try await client.list(path(project, "keys"), what: "keys of \(project.path)")
        guard let key = list.items.lazy.compactMap({ try? GlitchTip.ProjectKey($0) }).first(where: \.isActive) else {
            throw TrackerError.conflict(.withoutCall("the project has no active key (DSN) to send an event to"))
        }
        // The slug may now be another project's, which must not receive the event.
        guard project.remoteID == nil || key.projectID == id else {
            throw TrackerError.projectReplaced(path: project.path)
        }
        return key
    }

    private func issueAfterSending(_ event: GlitchTip.CreationEvent, in project: ProjectReference) async throws
        -> GlitchTip.Issue
    {
        if let issue = try await issue(withEvent: event.id, isSent: true, in: project, waiting: Self.creationWaits) {
            return issue
        }
        let detail = "the event was accepted, but its issue does not exist yet"
        throw TrackerError.unreachable(TransportError(.timeout, detail: detail, requestMayHaveBeenProcessed: true))
    }

    /// Looks up an issue until it appears.
    /// - Parameter isSent: Whether the server has just accepted the event. If so, errors that may concern the event
    ///   alone are retried, and finally treated as a lost response: an error of the server would indicate that nothing
    ///   was created.
    private func issue(
        withEvent id: String, isSent: Bool, in project: ProjectReference, waiting pauses: [Duration]
    ) async throws -> GlitchTip.Issue? {
        for pause in pauses + [nil] {
            do {
                if let issue = try await issue(withEvent: id, in: project) { return issue }
            } catch let error as TrackerError where isSent && error.mayBeOneEvents {
                // Retried below.
            }
            if let pause { try await wait(pause) }
        }
        return nil
    }

    /// The issue of the event with this identifier. GlitchTip's list accepts an event's identifier as its query; Sentry
    /// has an endpoint for it ([resolve an event ID](https://docs.sentry.io/api/organizations/resolve-an-event-id/)).
    private func issue(withEvent id: String, in project: ProjectReference) async throws -> GlitchTip.Issue? {
        if dialect == .sentry {
            let name = try GlitchTip.ProjectName(project.path)
            let call = APICall(
                .get, GlitchTip.path("organizations", name.organization, "eventids", id), what: "event \(id)")
            guard let found = try await client.objectIfFound(call) else { return nil }
            return try await issue(number: try found.requiredIdentifier("groupId"), in: project)
        }
        let list = try await client.list(
            path(project, "issues"), what: "tickets of \(project.path)", query: [("query", id)])
        // A server that does not support this query searches titles instead, so the found issue's event is checked.
        guard let found = list.items.lazy.compactMap({ try? GlitchTip.Issue($0) }).first else { return nil }
        let event = try await latestEvent(of: found, in: project)
        guard event?.id.replacing("-", with: "") == id, let issue = try await issue(number: found.id, in: project)
        else { return nil }
        return issue
    }

    /// The issue of the event whose identifier is derived from the marker. An event that was sent recently may still be
    /// in processing.
    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    {
        let id = GlitchTip.CreationEvent.id(marked: marker, in: project)
        guard let issue = try await issue(withEvent: id, isSent: false, in: project, waiting: Self.searchWaits) else {
            return nil
        }
        return try await written(issue, in: project)
    }
}
