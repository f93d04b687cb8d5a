package import Primitives

/// What a tracker that lacks a capability answers.
extension IssueTracker {
    /// Throws unless declared.
    package func require(_ capability: Capability) throws {
        guard capabilities.contains(capability) else { throw TrackerError.capabilityMissing(capability) }
    }

    /// ``ProjectAddressing/path``.
    package var projectAddressing: ProjectAddressing { .path }
    /// Projects of this tracker cannot be found by their identifiers.
    package func project(remoteID: String) async throws -> RemoteProject {
        throw TrackerError.notFound(what: "project \(remoteID)")
    }
    /// Reads the ticket of the key and compares identifiers.
    package func ticket(_ key: String, remoteID: String, in project: ProjectReference) async throws -> RemoteTicket {
        let ticket = try await ticket(key, in: project)
        guard ticket.remoteID == remoteID else { throw TrackerError.notFound(what: "ticket \(key)") }
        return ticket
    }
    /// Lacks ``Capability/listProjects``.
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        throw TrackerError.capabilityMissing(.listProjects)
    }
    /// Lacks ``Capability/createTickets``.
    package func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> RemoteTicket
    {
        throw TrackerError.capabilityMissing(.createTickets)
    }
    /// Lacks ``Capability/createTickets``.
    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> RemoteTicket?
    {
        throw TrackerError.capabilityMissing(.createTickets)
    }
    /// Lacks ``Capability/updateTickets``.
    package func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws
        -> RemoteTicket
    {
        throw TrackerError.capabilityMissing(.updateTickets)
    }
    /// Lacks ``Capability/deleteTickets``.
    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.deleteTickets)
    }
    /// Lacks ``Capability/subscribe``.
    package func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.subscribe)
    }
    /// Lacks ``Capability/readComments``.
    package func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteComment
    > {
        throw TrackerError.capabilityMissing(.readComments)
    }
    /// Lacks ``Capability/writeComments``.
    package func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        throw TrackerError.capabilityMissing(.writeComments)
    }
    /// Lacks ``Capability/updateComments``.
    package func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        throw TrackerError.capabilityMissing(.updateComments)
    }
    /// Lacks ``Capability/deleteComments``.
    package func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.deleteComments)
    }
    /// Lacks ``Capability/readLabels``.
    package func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel> {
        throw TrackerError.capabilityMissing(.readLabels)
    }
    /// Lacks ``Capability/writeLabels``.
    package func createLabel(_ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel {
        throw TrackerError.capabilityMissing(.writeLabels)
    }
    /// Lacks ``Capability/writeLabels``.
    package func updateLabel(_ name: String, _ draft: LabelDraft, in project: ProjectReference) async throws
        -> RemoteLabel
    {
        throw TrackerError.capabilityMissing(.writeLabels)
    }
    /// Lacks ``Capability/writeLabels``.
    package func deleteLabel(_ name: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.writeLabels)
    }
    /// Lacks ``Capability/readMilestones``.
    package func milestones(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMilestone> {
        throw TrackerError.capabilityMissing(.readMilestones)
    }
    /// Lacks ``Capability/writeMilestones``.
    package func createMilestone(_ draft: MilestoneDraft, in project: ProjectReference) async throws -> RemoteMilestone
    {
        throw TrackerError.capabilityMissing(.writeMilestones)
    }
    /// Lacks ``Capability/writeMilestones``.
    package func updateMilestone(_ key: String, _ draft: MilestoneDraft, in project: ProjectReference) async throws
        -> RemoteMilestone
    {
        throw TrackerError.capabilityMissing(.writeMilestones)
    }
    /// Lacks ``Capability/writeMilestones``.
    package func deleteMilestone(_ key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.writeMilestones)
    }
    /// Lacks ``Capability/readMembers``.
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        throw TrackerError.capabilityMissing(.readMembers)
    }
    /// Lacks ``Capability/writeMembers``.
    package func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember {
        throw TrackerError.capabilityMissing(.writeMembers)
    }
    /// Lacks ``Capability/writeMembers``.
    package func removeMember(_ user: String, from project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.writeMembers)
    }
    /// Lacks ``Capability/readAttachments``.
    package func attachments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteAttachment
    > {
        throw TrackerError.capabilityMissing(.readAttachments)
    }
    /// Lacks ``Capability/writeAttachments``.
    package func addAttachment(_ draft: AttachmentDraft, to key: String, in project: ProjectReference) async throws
        -> RemoteAttachment
    {
        throw TrackerError.capabilityMissing(.writeAttachments)
    }
    /// Lacks ``Capability/readAttachments``.
    package func attachmentContent(_ id: String, of key: String, in project: ProjectReference) async throws
        -> AttachmentDraft
    {
        throw TrackerError.capabilityMissing(.readAttachments)
    }
    /// Lacks ``Capability/deleteAttachments``.
    package func deleteAttachment(_ id: String, of key: String, in project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.deleteAttachments)
    }
    /// Lacks ``Capability/readOccurrences``.
    package func occurrences(
        of key: String, in project: ProjectReference, page: PageToken?, pageSize: Int
    ) async throws -> Page<RemoteOccurrence> {
        throw TrackerError.capabilityMissing(.readOccurrences)
    }
    /// Lacks ``Capability/webhooks``.
    package func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook {
        throw TrackerError.capabilityMissing(.webhooks)
    }
    /// Lacks ``Capability/webhooks``.
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        throw TrackerError.capabilityMissing(.webhooks)
    }
    /// Lacks ``Capability/webhooks``.
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        throw TrackerError.capabilityMissing(.webhooks)
    }
    /// Lacks ``Capability/webhooks``.
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        throw TrackerError.capabilityMissing(.webhooks)
    }
    /// Lacks the capability that the query needs.
    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        switch query {
        case .id: throw TrackerError.capabilityMissing(.userByID)
        case .username: throw TrackerError.capabilityMissing(.userByName)
        case .email: throw TrackerError.capabilityMissing(.userByEmail)
        }
    }
    /// Lacks ``Capability/actAsUser``.
    package func acting(as user: String) throws -> any IssueTracker { throw TrackerError.capabilityMissing(.actAsUser) }
    /// The tracker itself: it writes as the connection's account.
    package func called(by caller: String) -> any IssueTracker { self }
}
