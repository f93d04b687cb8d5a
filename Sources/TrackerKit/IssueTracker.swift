package import HTTPKit
package import Primitives

/// The operations of an adapter for one connection to its tracker.
///
/// Every method throws ``TrackerError``. The defaults throw ``TrackerError/capabilityMissing(_:)``, so an adapter
/// implements only the methods of the ``capabilities`` that it declares. An adapter keeps no state except its
/// transport, its credentials and caches that may be dropped at any time. The clock, randomness and the transport are
/// injected.
package protocol IssueTracker: Sendable {
    /// The kind of tracker, such as `github` or `local`.
    static var kind: TrackerKind { get }

    var capabilities: Set<Capability> { get }

    /// Whether ``tickets(in:since:page:pageSize:)`` with `since` returns every change after that time. If false, the
    /// project also needs periodic full syncs.
    var listShowsEveryChange: Bool { get }

    /// How calls address a project whose identifier is already known.
    var projectAddressing: ProjectAddressing { get }

    /// The format of the texts passed to the tracker. For a tracker that shows texts as they are, Markdown is converted
    /// to plain text.
    var textFormat: BodyFormat { get }

    /// Checks the credentials and returns the account that they belong to.
    func verify() async throws -> Verification
    /// The projects that the credentials can access.
    func projects(page: PageToken?) async throws -> Page<RemoteProject>
    /// The project with this path.
    func project(_ path: String) async throws -> RemoteProject
    /// The project with this identifier, even if its path has changed.
    func project(remoteID: String) async throws -> RemoteProject

    /// The tickets of a project, open and closed, least recently changed first. With `since`, only those changed at or
    /// after that time.
    /// - Parameter pageSize: The preferred page size; the tracker's maximum takes precedence.
    func tickets(in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int) async throws -> Page<
        Ticket
    >
    func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket
    /// The ticket with this identifier, whose last known key is `key`.
    /// - Throws: ``TrackerError/notFound(what:status:)`` if the project no longer has it, or if the key now belongs to
    ///   another ticket.
    func ticket(_ key: String, remoteID: String, in project: ProjectReference) async throws -> Ticket
    /// Creates a ticket. With a marker, ``findTicket(marked:in:since:)`` can find it if the tracker's response is lost.
    func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    /// The ticket with this marker, for a creation whose response was lost; nil if there is none. Searches the tickets
    /// created at or after `since`.
    func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    /// Changes a ticket and returns its new state.
    func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws -> Ticket
    func deleteTicket(_ key: String, in project: ProjectReference) async throws
    /// Subscribes the connection's account to a ticket, or unsubscribes it.
    func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws

    /// The comments of a ticket, oldest first.
    func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<RemoteComment>
    func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    /// Replaces the text of a comment.
    func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws

    func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel>
    func createLabel(_ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel
    /// Changes a label.
    /// - Parameter name: The current name.
    func updateLabel(_ name: String, _ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel
    func deleteLabel(_ name: String, in project: ProjectReference) async throws

    /// The milestones of a project, open and closed.
    func milestones(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMilestone>
    func createMilestone(_ draft: MilestoneDraft, in project: ProjectReference) async throws -> RemoteMilestone
    /// Changes the milestone with this key.
    func updateMilestone(_ key: String, _ draft: MilestoneDraft, in project: ProjectReference) async throws
        -> RemoteMilestone
    func deleteMilestone(_ key: String, in project: ProjectReference) async throws

    /// The members of a project and their roles.
    func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember>
    /// Adds a member, or changes the role of an existing one.
    /// - Parameters:
    ///   - user: An identifier or login.
    ///   - level: The tracker's name for the role; nil for its default.
    func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember
    func removeMember(_ user: String, from project: ProjectReference) async throws

    /// The files attached to a ticket.
    func attachments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteAttachment
    >
    /// Attaches a file to a ticket.
    func addAttachment(_ draft: AttachmentDraft, to key: String, in project: ProjectReference) async throws
        -> RemoteAttachment
    /// The content of an attachment.
    func attachmentContent(_ id: String, of key: String, in project: ProjectReference) async throws -> AttachmentDraft
    func deleteAttachment(_ id: String, of key: String, in project: ProjectReference) async throws

    /// The occurrences of an error ticket, newest first.
    /// - Parameter pageSize: The preferred page size; the tracker's maximum takes precedence.
    func occurrences(of key: String, in project: ProjectReference, page: PageToken?, pageSize: Int) async throws
        -> Page<RemoteOccurrence>

    /// The files that describe how a project's tickets should look, chosen as the tracker itself chooses them; empty if
    /// there are none.
    func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile]

    /// Registers a webhook that sends the project's events to the gateway.
    func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook
    /// The webhook with this identifier as the tracker reports it; nil if it no longer exists.
    func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook?
    /// The webhook with this callback URL; nil if there is none. Finds, for example, a webhook whose registration
    /// succeeded but whose response was lost.
    func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook?
    /// Removes a webhook. Succeeds if it no longer exists.
    func removeWebhook(_ id: String, from project: ProjectReference) async throws

    /// The user that matches the query; nil if there is none.
    func user(_ query: UserQuery) async throws -> RemoteUser?
    /// This tracker acting on behalf of a user.
    func acting(as user: String) throws -> any IssueTracker
    /// This tracker called by a client or token of the gateway when no user of the tracker is named. A tracker with its
    /// own accounts writes as the connection's account; only the built-in tracker, which has no accounts, uses the
    /// caller's name.
    func called(by caller: String) -> any IssueTracker
    /// This tracker with the same caches, whose reads share the responses of identical calls only as `sharing` says. No
    /// default: a tracker that ignored it would answer a webhook with a ticket from before the change. A tracker that
    /// makes no HTTP calls returns itself.
    func sharingReads(_ sharing: ReadSharing) -> any IssueTracker
}

/// How to look up a user.
package enum UserQuery: Sendable, Hashable {
    /// By the tracker's identifier.
    case id(String)
    case username(String)
    /// By email address.
    case email(String)
}

/// The result of checking credentials.
package struct Verification: Sendable, Hashable {
    /// The account; nil if the tracker does not report one (the installation of an app).
    package var account: RemoteUser?
    /// The scopes granted to the credentials, as the tracker names them; empty if it does not report them.
    package var scopes: [String]
    /// The tracker's version, if reported.
    package var serverVersion: String?
    /// The features that do not work with these credentials, as far as the tracker's response shows; empty if it
    /// reports no scopes.
    package var unavailable: [UnavailableFeature]

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

/// A feature that the tracker supports but the connection's credentials do not allow.
package struct UnavailableFeature: Sendable, Hashable {
    package var capability: Capability
    /// The scopes or permissions that would allow it, as the tracker names them. Any one of them is sufficient.
    package var needs: [String]

    package init(_ capability: Capability, needs: [String]) {
        self.capability = capability
        self.needs = needs
    }
}

/// The scopes or permissions that features require: one table per tracker.
package struct FeatureNeeds: Sendable {
    private let needs: [(capabilities: [Capability], anyOf: [String])]

    /// Creates a table. A capability may appear in several rows; each of them must be satisfied.
    package init(_ needs: [(capabilities: [Capability], anyOf: [String])]) { self.needs = needs }

    /// The capabilities in this set that do not work with the granted scopes, ordered by name.
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
