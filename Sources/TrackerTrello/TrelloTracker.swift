import Primitives
package import TrackerKit

/// Trello: boards as projects, cards as tickets, and the lists of a board as their status, by the channel's status map.
///
/// Templates, separators and mirrors of other cards, which Trello lists among the cards, are left out everywhere: their
/// numbers answer `notFound`.
package struct TrelloTracker: IssueTracker {
    /// `trello`.
    package static let kind = TrackerKind(rawValue: "trello")

    /// What it can do with these credentials.
    package let capabilities: Set<Capability>
    /// Calls the API.
    let client: TrelloClient
    /// How much is read at a time.
    let paging: TrelloPaging
    /// 128 new bits for the boundary of a form.
    let newBits: @Sendable () -> UInt128

    /// Everything that Trello offers; see `docs/adapters.md` for what it has no way to do.
    static let allCapabilities: Set<Capability> = [
        .listProjects, .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .assignees, .ticketLabels,
        .dueDate,
        .subscribe,
        .incrementalList, .webhooks, .readComments, .writeComments, .updateComments, .deleteComments, .readLabels,
        .writeLabels,
        .readMembers, .writeMembers, .readAttachments, .writeAttachments, .deleteAttachments, .userByID, .userByName,
    ]

    /// Makes a tracker for a connection.
    /// - Throws: ``TrackerError/unauthorized(_:)`` when the credentials are none of Trello's.
    init(
        _ context: TrackerContext, paging: TrelloPaging = TrelloPaging(),
        newBits: @escaping @Sendable () -> UInt128 = { .random(in: .min ... .max) }
    ) throws {
        guard case .keyAndToken(let key, let token, let secret) = context.credentials else {
            throw TrackerError.unauthorized(.withoutCall("Trello needs an application's key and a token"))
        }
        let credentials = TrelloCredentials(key: key, token: token, secret: secret)
        client = TrelloClient(
            root: APIRoot(context.baseURL), transport: context.transport, clock: context.clock, credentials: credentials
        )
        capabilities =
            credentials.canProveDeliveries ? Self.allCapabilities : Self.allCapabilities.subtracting([.webhooks])
        self.paging = paging
        self.newBits = newBits
    }

    /// Calls name the board's identifier.
    package var projectAddressing: ProjectAddressing { .identifier }

    /// The path of a project's board in the API.
    /// - Throws: ``TrackerError/notFound(what:)`` for what can be no board.
    func board(_ project: ProjectReference) throws -> APIPath { try board(path: project.path) }

    /// The path of a board in the API, from its identifier or short link.
    func board(path: String) throws -> APIPath {
        guard path.isTrelloID || path.isShortLink else { throw TrackerError.notFound(what: "project \(path)") }
        return APIPath("boards", path)
    }
}

/// How much of a board is read at a time.
struct TrelloPaging: Sendable, Hashable {
    /// The least that a page of tickets holds while there are more. Trello cannot list by change, so that every page
    /// costs a look at the whole board: few and large ones are read.
    var leastTickets = 1000
    /// How many cards a call lists when only their times are asked for: the most that Trello gives.
    var indexLimit = 1000
    /// How many whole cards a call lists: their texts alone may take 16 KiB each.
    var cardLimit = 250
    /// Up to how many cards are read one by one rather than with their board.
    var singleReads = 10
    /// How many actions a call lists: the most that Trello gives.
    var actionLimit = 1000
}
