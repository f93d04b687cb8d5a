package import HTTPKit
import Primitives
package import TrackerKit

/// The adapter for Trello: boards are projects, cards are tickets, and the channel's status map assigns statuses to
/// lists.
///
/// Templates, separators and mirrors of other cards, which Trello lists among the cards, are excluded everywhere: their
/// numbers throw `notFound`.
package struct TrelloTracker: IssueTracker {
    package static let kind = TrackerKind(rawValue: "trello")

    /// The capabilities with these credentials.
    package let capabilities: Set<Capability>
    private(set) var client: TrelloClient
    let paging: TrelloPaging
    /// Returns 128 random bits, for the boundary of a multipart form.
    let newBits: @Sendable () -> UInt128

    /// All capabilities of Trello. `docs/adapters.md` lists what it does not support.
    static let allCapabilities: Set<Capability> = [
        .listProjects, .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .assignees, .ticketLabels,
        .dueDate,
        .subscribe,
        .incrementalList, .webhooks, .readComments, .writeComments, .updateComments, .deleteComments, .readLabels,
        .writeLabels,
        .readMembers, .writeMembers, .readAttachments, .writeAttachments, .deleteAttachments, .userByID, .userByName,
    ]

    /// - Throws: ``TrackerError/unauthorized(_:)`` if the credentials are not of the type that Trello uses.
    init(
        _ context: TrackerContext, paging: TrelloPaging = TrelloPaging(),
        newBits: @escaping @Sendable () -> UInt128 = { .random(in: .min ... .max) }
    ) throws {
        guard let credentials = TrelloCredentials(context.credentials) else {
            throw TrackerError.unauthorized(.withoutCall("Trello requires an application key and a token"))
        }
        client = TrelloClient(
            root: APIRoot(context.baseURL), transport: context.transport, clock: context.clock, credentials: credentials
        )
        capabilities =
            credentials.canProveDeliveries ? Self.allCapabilities : Self.allCapabilities.subtracting([.webhooks])
        self.paging = paging
        self.newBits = newBits
    }

    package func sharingReads(_ sharing: ReadSharing) -> any IssueTracker {
        var tracker = self
        tracker.client.transport = client.transport.sharingReads(sharing)
        return tracker
    }

    /// Calls identify a board by its ID.
    package var projectAddressing: ProjectAddressing { .identifier }

    /// The API path of a project's board.
    /// - Throws: ``TrackerError/notFound(what:)`` if the path is not a valid board ID or short link.
    func board(_ project: ProjectReference) throws -> APIPath { try board(path: project.path) }

    /// The API path of a board, from its ID or short link.
    func board(path: String) throws -> APIPath {
        guard path.isTrelloID || path.isShortLink else { throw TrackerError.notFound(what: "project \(path)") }
        return APIPath("boards", path)
    }
}

/// How many rows are read with one call.
struct TrelloPaging: Sendable, Hashable {
    /// The minimum size of a page of tickets, unless it is the last. Trello can't list by last change, so every page
    /// requires reading the whole board's index; few large pages are cheaper.
    var leastTickets = 1000
    /// The number of cards per call when only their times are read: Trello's maximum.
    var indexLimit = 1000
    /// The number of cards per call when all fields are read. Their texts alone may take 16 KiB each.
    var cardLimit = 250
    /// Up to this many cards are read one by one rather than with their board.
    var singleReads = 10
    /// The number of actions per call: Trello's maximum.
    var actionLimit = 1000
}
