package import Primitives

/// Defaults for a tracker that lacks a capability: they throw ``TrackerError/capabilityMissing(_:)``.
extension IssueTracker {
    /// Throws ``TrackerError/capabilityMissing(_:)`` unless the capability is declared.
    package func require(_ capability: Capability) throws {
        guard capabilities.contains(capability) else { throw TrackerError.capabilityMissing(capability) }
    }

    package var projectAddressing: ProjectAddressing { .path }
    /// Throws ``TrackerError/notFound(what:status:)``: by default, projects cannot be looked up by identifier.
    package func project(remoteID: String) async throws -> RemoteProject {
        throw TrackerError.notFound(what: "project \(remoteID)")
    }
    /// Reads the ticket by its key and checks that its identifier is `remoteID`.
    package func ticket(_ key: String, remoteID: String, in project: ProjectReference) async throws -> Ticket {
        let ticket = try await ticket(key, in: project)
        guard ticket.remoteID == remoteID else { throw TrackerError.notFound(what: "ticket \(key)") }
        return ticket
    }
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        throw TrackerError.capabilityMissing(.listProjects)
    }
    package func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    {
        throw TrackerError.capabilityMissing(.createTickets)
    }
    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    {
        throw TrackerError.capabilityMissing(.createTickets)
    }
    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> Ticket
    {
        throw TrackerError.capabilityMissing(.updateTickets)
    }
    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.deleteTickets)
    }
    package func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.subscribe)
    }
    package func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteComment
    > {
        throw TrackerError.capabilityMissing(.readComments)
    }
    package func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        throw TrackerError.capabilityMissing(.writeComments)
    }
    package func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        throw TrackerError.capabilityMissing(.updateComments)
    }
    package func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.deleteComments)
    }
    package func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel> {
        throw TrackerError.capabilityMissing(.readLabels)
    }
    package func createLabel(_ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel {
        throw TrackerError.capabilityMissing(.writeLabels)
    }
    package func updateLabel(_ name: String, _ draft: LabelDraft, in project: ProjectReference) async throws
        -> RemoteLabel
    {
        throw TrackerError.capabilityMissing(.writeLabels)
    }
    package func deleteLabel(_ name: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.writeLabels)
    }
    package func milestones(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMilestone> {
        throw TrackerError.capabilityMissing(.readMilestones)
    }
    package func createMilestone(_ draft: MilestoneDraft, in project: ProjectReference) async throws -> RemoteMilestone
    {
        throw TrackerError.capabilityMissing(.writeMilestones)
    }
    package func updateMilestone(_ key: String, _ draft: MilestoneDraft, in project: ProjectReference) async throws
        -> RemoteMilestone
    {
        throw TrackerError.capabilityMissing(.writeMilestones)
    }
    package func deleteMilestone(_ key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.writeMilestones)
    }
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        throw TrackerError.capabilityMissing(.readMembers)
    }
    package func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember {
        throw TrackerError.capabilityMissing(.writeMembers)
    }
    package func removeMember(_ user: String, from project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.writeMembers)
    }
    package func attachments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteAttachment
    > {
        throw TrackerError.capabilityMissing(.readAttachments)
    }
    package func addAttachment(_ draft: AttachmentDraft, to key: String, in project: ProjectReference) async throws
        -> RemoteAttachment
    {
        throw TrackerError.capabilityMissing(.writeAttachments)
    }
    package func attachmentContent(_ id: String, of key: String, in project: ProjectReference) async throws
        -> AttachmentDraft
    {
        throw TrackerError.capabilityMissing(.readAttachments)
    }
    package func deleteAttachment(_ id: String, of key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.deleteAttachments)
    }
    package func occurrences(
        of key: String, in project: ProjectReference, page: PageToken?, pageSize: Int
    ) async throws -> Page<RemoteOccurrence> {
        throw TrackerError.capabilityMissing(.readOccurrences)
    }
    package func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook {
        throw TrackerError.capabilityMissing(.webhooks)
    }
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        throw TrackerError.capabilityMissing(.webhooks)
    }
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        throw TrackerError.capabilityMissing(.webhooks)
    }
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.webhooks)
    }
    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        switch query {
        case .id: throw TrackerError.capabilityMissing(.userByID)
        case .username: throw TrackerError.capabilityMissing(.userByName)
        case .email: throw TrackerError.capabilityMissing(.userByEmail)
        }
    }
    package func acting(as user: String) throws -> any IssueTracker { throw TrackerError.capabilityMissing(.actAsUser) }
    /// This tracker unchanged: it writes as the connection's account.
    package func called(by caller: String) -> any IssueTracker { self }
}
