import HTTPKit
import Primitives
import Synchronization
package import TrackerKit
package import TrackerLocal

/// The faults of a tracker, set by the test, and counts of its calls.
package final class Faults: Sendable {
    package struct State: Sendable {
        /// Every call fails without having reached the tracker.
        package var isDown = false
        /// The next write is performed, but its response is lost.
        package var losesReply = false
        /// The tracker rejects every write as invalid.
        package var refuses = false
        /// The search for a creation marker fails.
        package var searchFails = false
        /// The tracker reports every project as missing.
        package var hidesProjects = false
        /// Capabilities that the tracker lacks.
        package var missing: Set<Capability> = []
        /// The occurrences of every ticket; nil if the tracker does not support occurrences.
        package var occurrences: [RemoteOccurrence]?
        /// The titles of milestones and names of files that are missing from lists.
        package var hidden: Set<String> = []
        /// The error in lists from which something is missing; nil for none.
        package var oddity: ListOddity?
        /// The tracker's rules for texts; nil for those of the local tracker.
        package var textRules: TextRules?
        /// The number of calls to create a ticket or a comment.
        package var creations = 0
        /// The number of calls to change or delete a comment.
        package var commentChanges = 0
    }

    /// An error that makes a list incomplete.
    package enum ListOddity: Sendable, CaseIterable {
        /// A row could not be read.
        case skipsRow
        /// The second page fails.
        case breaksOff
        /// The second page links to itself.
        case repeats
    }

    private let state = Mutex(State())

    package init() {}

    package func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
    /// The current faults.
    package var now: State { state.withLock { $0 } }

    /// The local tracker with these faults.
    package func driver(_ local: LocalDriver) -> any TrackerDriver { FaultyDriver(local: local, faults: self) }
}

/// The local tracker's driver, which creates a ``FaultyTracker``.
struct FaultyDriver: TrackerDriver {
    let local: LocalDriver
    let faults: Faults

    var declaration: TrackerDeclaration { local.declaration }
    var capabilities: Set<Capability> { local.capabilities }
    var upstreamPolicy: UpstreamPolicy { local.upstreamPolicy }
    var textRules: TextRules { faults.now.textRules ?? local.textRules }
    func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
        FaultyTracker(local: try local.makeTracker(context), faults: faults)
    }
}

/// The local tracker with simulated faults of a remote one. It does not support acting on behalf of users.
struct FaultyTracker: IssueTracker {
    static let kind = LocalDriver.kind
    let local: any IssueTracker
    let faults: Faults

    var capabilities: Set<Capability> {
        local.capabilities.union(faults.now.occurrences == nil ? [] : [.readOccurrences]).subtracting(
            faults.now.missing)
    }

    func sharingReads(_ sharing: ReadSharing) -> any IssueTracker {
        FaultyTracker(local: local.sharingReads(sharing), faults: faults)
    }

    private func reach() throws {
        if faults.now.isDown { throw TrackerError.unreachable(TransportError(.connect)) }
    }

    private func write() throws {
        try reach()
        if faults.now.refuses {
            let detail = "is not to the tracker's taste"
            throw TrackerError.invalid(
                [FieldError(pointer: "/title", detail: detail)], UpstreamFailure(status: 422, message: detail))
        }
    }

    private func loseReply() throws {
        guard faults.now.losesReply else { return }
        faults.set { $0.losesReply = false }
        throw Self.lost
    }

    private static let lost = TrackerError.unreachable(TransportError(.timeout, requestMayHaveBeenProcessed: true))

    func verify() async throws -> Verification { try await local.verify() }
    func projects(page: PageToken?) async throws -> Page<RemoteProject> { try await local.projects(page: page) }
    func project(_ path: String) async throws -> RemoteProject {
        try reach()
        if faults.now.hidesProjects { throw TrackerError.notFound(what: "project") }
        return try await local.project(path)
    }
    func tickets(in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int) async throws -> Page<
        Ticket
    > {
        try reach()
        return try await local.tickets(in: project, since: since, page: page, pageSize: pageSize)
    }
    func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket {
        try reach()
        if faults.now.hidesProjects { throw TrackerError.notFound(what: "ticket") }
        return try await local.ticket(key, in: project)
    }
    func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    {
        try write()
        faults.set { $0.creations += 1 }
        let made = try await local.createTicket(draft, in: project, marker: marker)
        try loseReply()
        return made
    }
    func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    {
        try reach()
        if faults.now.searchFails { throw TrackerError.unreachable(TransportError(.timeout)) }
        return try await local.findTicket(marked: marker, in: project, since: since)
    }
    func updateTicket(_ key: String, _ patch: TicketPatch, in project: ProjectReference) async throws -> Ticket {
        try write()
        let changed = try await local.updateTicket(key, patch, in: project)
        try loseReply()
        return changed
    }
    func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<RemoteComment> {
        try reach()
        return try await local.comments(of: key, in: project, page: page)
    }
    func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        try write()
        faults.set { $0.creations += 1 }
        let made = try await local.createComment(draft, on: key, in: project)
        try loseReply()
        return made
    }
    func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        try write()
        faults.set { $0.commentChanges += 1 }
        let changed = try await local.updateComment(id, body: body, on: key, in: project)
        try loseReply()
        return changed
    }
    func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        try write()
        faults.set { $0.commentChanges += 1 }
        try await local.deleteComment(id, on: key, in: project)
        try loseReply()
    }
    func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        try write()
        try await local.deleteTicket(key, in: project)
        try loseReply()
    }
    func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel> {
        try reach()
        return try await local.labels(of: project, page: page)
    }
    func milestones(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMilestone> {
        try reach()
        return try shown(try await local.milestones(of: project, page: nil), token: page) { $0.title }
    }
    func createMilestone(_ draft: MilestoneDraft, in project: ProjectReference) async throws -> RemoteMilestone {
        try write()
        return try await local.createMilestone(draft, in: project)
    }
    func attachments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteAttachment
    > {
        try reach()
        return try shown(try await local.attachments(of: key, in: project, page: nil), token: page) { $0.filename }
    }
    func addAttachment(_ draft: AttachmentDraft, to key: String, in project: ProjectReference) async throws
        -> RemoteAttachment
    {
        try write()
        return try await local.addAttachment(draft, to: key, in: project)
    }

    /// A list without the hidden elements, with the configured error.
    private func shown<Element>(_ whole: Page<Element>, token: PageToken?, name: (Element) -> String) throws
        -> Page<Element>
    {
        let faults = faults.now, second = PageToken("second")
        if token != nil, faults.oddity == .breaksOff {
            throw TrackerError.upstream(UpstreamFailure(status: 502, message: "boom"))
        }
        var page = whole
        page.items = token == nil ? whole.items.filter { !faults.hidden.contains(name($0)) } : []
        if faults.oddity == .skipsRow { page.skipped = [SkippedRow(key: nil, reason: "list[] is null, not an object")] }
        if faults.oddity == .breaksOff || faults.oddity == .repeats { page.next = second }
        return page
    }
    /// Returns pages of three, regardless of `pageSize`.
    func occurrences(of key: String, in project: ProjectReference, page: PageToken?, pageSize: Int) async throws
        -> Page<RemoteOccurrence>
    {
        try reach()
        let all = faults.now.occurrences ?? [], start = page.flatMap { Int($0.text) } ?? 0,
            end = min(start + 3, all.count)
        guard start <= end else { throw TrackerError.invalid("", "no such page") }
        return Page(items: Array(all[start..<end]), next: end < all.count ? PageToken(String(end)) : nil)
    }
}
