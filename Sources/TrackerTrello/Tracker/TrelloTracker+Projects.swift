import HTTPTypes
import Primitives
package import TrackerKit

extension TrelloTracker {
    /// The fields of a board that a project is made of.
    private static let boardFields = "name,desc,closed,url,shortLink,dateLastActivity"

    /// Whose token it is, and what it may do as far as that is sure.
    package func verify() async throws -> Verification {
        let path = APIPath("members", "me").query(["fields": Self.memberFields])
        let account = try Trello.Member(try await client.object(APICall(.get, path, what: "the account")))
        guard let rights = try await rights() else { return Verification(account: account.user) }
        return Verification(
            account: account.user, scopes: rights.sorted(),
            unavailable: Self.needs.unavailable(of: capabilities, granted: rights))
    }

    /// What a token needs for features
    /// ([authorization](https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/)).
    private static let needs = FeatureNeeds([
        (Capability.allCases, ["read", "write"]),
        (
            [
                .createTickets, .updateTickets, .text, .deleteTickets, .changeStatus, .assignees, .ticketLabels,
                .dueDate, .subscribe,
                .writeComments, .updateComments, .deleteComments, .writeLabels, .writeMembers, .writeAttachments,
                .deleteAttachments,
            ], ["write"]
        ),
    ])

    /// What the account's tokens may do with boards: `read`, `write`; nil where Trello does not tell, or where they
    /// differ: which of them is this one shows only where the token stands in the address (`tokens/TOKEN`), and there
    /// it does not belong
    /// ([tokens](https://developer.atlassian.com/cloud/trello/rest/api-group-members/#api-members-id-tokens-get)).
    private func rights() async throws -> Set<String>? {
        let tokens: [WireObject]
        do {
            tokens = try await client.objects(APICall(.get, APIPath("members", "me", "tokens"), what: "the tokens"))
                .items
        } catch TrackerError.notFound, TrackerError.forbidden, TrackerError.unauthorized {
            return nil
        }
        let rights = tokens.map { token in
            let boards = token.objects("permissions").filter { $0.string("modelType") == "Board" }
            return Set(["read", "write"].filter { right in boards.contains { $0.bool(right) == true } })
        }
        guard let first = rights.first, !first.isEmpty, rights.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// The boards of the token's account, closed ones too, in one page: Trello gives them in one reply.
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        try requireOnlyPage(page)
        let path = APIPath("members", "me", "boards").query(["filter": "all", "fields": Self.boardFields])
        return try await client.objects(APICall(.get, path, what: "projects")).reading("shortLink", "id") {
            try Trello.Board($0).project
        }
    }

    /// A board by its identifier or short link; the answer's path is the identifier.
    package func project(_ path: String) async throws -> RemoteProject {
        let call = APICall(.get, try board(path: path).query(["fields": Self.boardFields]), what: "project \(path)")
        return try Trello.Board(try await client.object(call)).project
    }

    /// A board by its identifier, which boards are called by anyway.
    package func project(remoteID: String) async throws -> RemoteProject { try await project(remoteID) }

    /// The board with its lists and the definitions of its custom fields.
    func boardWithLists(_ project: ProjectReference) async throws -> Trello.Board {
        let path = try board(project).query([
            "fields": "name,shortLink", "lists": "all", "list_fields": "name,closed,pos", "customFields": "true",
        ])
        return try Trello.Board(try await client.object(APICall(.get, path, what: "project \(project.path)")))
    }

    /// Refuses the token of another page where a list has only one.
    func requireOnlyPage(_ page: PageToken?) throws {
        guard page == nil else { throw TrackerError.foreignPageToken }
    }
}
