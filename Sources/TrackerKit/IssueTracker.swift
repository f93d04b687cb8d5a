package import Primitives

/// What an adapter does for one connection to its tracker.
///
/// Every method throws ``TrackerError``. Only what ``capabilities`` declares needs more than the default, which throws
/// ``TrackerError/capabilityMissing(_:)``. An adapter keeps no state but its transport, its credentials, and what only
/// saves calls and may be forgotten at any time; time, chance and transport come from outside.
package protocol IssueTracker: Sendable {
    /// The kind of tracker: `github`, `local` …
    static var kind: TrackerKind { get }

    /// What it can do.
    var capabilities: Set<Capability> { get }

    /// Whether ``tickets(in:since:page:pageSize:)`` with a moment shows everything that changed since. Where it does
    /// not, the project is read whole from time to time.
    var listShowsEveryChange: Bool { get }

    /// How calls find a project that has an identifier already.
    var projectAddressing: ProjectAddressing { get }

    /// How the texts that it is given are written: what is in Markdown is made plain for a tracker that shows a text as
    /// it is.
    var textFormat: BodyFormat { get }

    /// Checks the credentials and tells whose they are.
    func verify() async throws -> Verification
    /// The projects that the credentials may see.
    func projects(page: PageToken?) async throws -> Page<RemoteProject>
    /// One project by its path.
    func project(_ path: String) async throws -> RemoteProject
    /// One project by its identifier, wherever it is now: its path may have changed.
    func project(remoteID: String) async throws -> RemoteProject

    /// Tickets of a project, oldest change first, open and closed; only what changed at or after `since` where given.
    /// - Parameter pageSize: what the caller would like; the tracker's cap counts.
    func tickets(in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int) async throws -> Page<
        RemoteTicket
    >
    /// One ticket by its key.
    func ticket(_ key: String, in project: ProjectReference) async throws -> RemoteTicket
    /// The ticket with that identifier, which had this key when it was last seen.
    /// - Throws: ``TrackerError/notFound(what:)`` when the project no longer has it, also when the key belongs to
    ///   another ticket by now.
    func ticket(_ key: String, remoteID: String, in project: ProjectReference) async throws -> RemoteTicket
    /// Makes a ticket.
    func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> RemoteTicket
    /// The ticket that a creation made whose reply was lost, or nil. Looks at what was made at or after `since`.
    func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> RemoteTicket?
    /// Changes a ticket and answers it as it is after.
    func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws -> RemoteTicket
    /// Deletes a ticket.
    func deleteTicket(_ key: String, in project: ProjectReference) async throws
    /// Subscribes the connection's account, or ends that.
    func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws

    /// Comments of a ticket, oldest first.
    func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<RemoteComment>
    /// Makes a comment.
    func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    /// Changes a comment's text.
    func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    /// Deletes a comment.
    func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws

    /// The labels of a project.
    func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel>
    /// Makes a label.
    func createLabel(_ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel
    /// Changes a label, which is named by its present name.
    func updateLabel(_ name: String, _ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel
    /// Deletes a label.
    func deleteLabel(_ name: String, in project: ProjectReference) async throws

    /// The milestones of a project, open and closed.
    func milestones(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMilestone>
    /// Makes a milestone.
    func createMilestone(_ draft: MilestoneDraft, in project: ProjectReference) async throws -> RemoteMilestone
    /// Changes a milestone, which is named by its key.
    func updateMilestone(_ key: String, _ draft: MilestoneDraft, in project: ProjectReference) async throws
        -> RemoteMilestone
    /// Deletes a milestone.
    func deleteMilestone(_ key: String, in project: ProjectReference) async throws

    /// The members of a project.
    func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember>
    /// Adds a member or changes what one may do.
    /// - Parameters: `user` an identifier or login; `level` the tracker's word, nil for its default.
    func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember
    /// Removes a member.
    func removeMember(_ user: String, from project: ProjectReference) async throws

    /// The files on a ticket.
    func attachments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteAttachment
    >
    /// Adds a file to a ticket.
    func addAttachment(_ draft: AttachmentDraft, to key: String, in project: ProjectReference) async throws
        -> RemoteAttachment
    /// The bytes of a file.
    func attachmentContent(_ id: String, of key: String, in project: ProjectReference) async throws -> AttachmentDraft
    /// Deletes a file.
    func deleteAttachment(_ id: String, of key: String, in project: ProjectReference) async throws

    /// The occurrences of an error ticket, newest first.
    /// - Parameter pageSize: what the caller would like; the tracker's cap counts.
    func occurrences(of key: String, in project: ProjectReference, page: PageToken?, pageSize: Int) async throws
        -> Page<RemoteOccurrence>

    /// The files that say how a project's tickets should look, as its own tracker reads them; empty where there are
    /// none.
    func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile]

    /// Has the tracker send what happens in a project.
    func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook
    /// A webhook as the tracker has it, or nil when it is gone.
    func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook?
    /// The webhook that sends to an address, or nil when there is none: one whose registration nobody heard of, for
    /// instance.
    func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook?
    /// Takes a webhook away; one that is gone is no failure.
    func removeWebhook(_ id: String, from project: ProjectReference) async throws

    /// A user, or nil when there is none.
    func user(_ query: UserQuery) async throws -> RemoteUser?
    /// This tracker acting in that user's name.
    func acting(as user: String) throws -> any IssueTracker
    /// This tracker called by a client or the holder of a token of the gateway's, where no user of the tracker is
    /// named. A tracker with accounts of its own writes as the connection's; only the built-in one, which has none,
    /// takes the caller's name.
    /// - Parameter caller: `client:<slug>` or `token:<id>:<title>`.
    func called(by caller: String) -> any IssueTracker
}

/// How to find a user.
package enum UserQuery: Sendable, Hashable {
    /// By the tracker's identifier.
    case id(String)
    /// By login.
    case username(String)
    /// By address.
    case email(String)
}

/// Whose credentials these are.
package struct Verification: Sendable, Hashable {
    /// The account; nil where the tracker cannot say (an app's installation).
    package var account: RemoteUser?
    /// What the credentials may do, in the tracker's words; empty where it does not say.
    package var scopes: [String]
    /// The tracker's version, where it says so.
    package var serverVersion: String?
    /// What will not work with these credentials, as far as the tracker's answer tells; empty where it does not say
    /// what they may do.
    package var unavailable: [UnavailableFeature]

    /// Makes a result.
    package init(
        account: RemoteUser?, scopes: [String] = [], serverVersion: String? = nil,
        unavailable: [UnavailableFeature] = []
    ) {
        self.account = account
        self.scopes = scopes
        self.serverVersion = serverVersion
        self.unavailable = unavailable
    }
}

/// Something that a connection's credentials do not allow although the tracker could do it.
package struct UnavailableFeature: Sendable, Hashable {
    /// What will not work.
    package var capability: Capability
    /// The scopes or permissions that would do, in the tracker's words: any one of them is enough.
    package var needs: [String]

    /// Names a feature and what it needs.
    package init(_ capability: Capability, needs: [String]) {
        self.capability = capability
        self.needs = needs
    }
}

/// What features need of credentials, as one table per tracker.
package struct FeatureNeeds: Sendable {
    private let needs: [(capabilities: [Capability], anyOf: [String])]

    /// Makes a table; a capability may stand in several rows, each of which must be met.
    package init(_ needs: [(capabilities: [Capability], anyOf: [String])]) { self.needs = needs }

    /// What of these capabilities does not work with credentials that were granted these scopes, by name.
    package func unavailable(of capabilities: Set<Capability>, granted: Set<String>) -> [UnavailableFeature] {
        var found: [Capability: [String]] = [:]
        for row in needs where granted.isDisjoint(with: row.anyOf) {
            for capability in row.capabilities where capabilities.contains(capability) && found[capability] == nil {
                found[capability] = row.anyOf
            }
        }
        return found.sorted { $0.key < $1.key }.map { UnavailableFeature($0.key, needs: $0.value) }
    }
}
