import HTTPTypes
import Primitives
package import TrackerKit

extension TrelloTracker {
    /// The fields of a board that a project contains.
    private static let boardFields = "name,desc,closed,url,shortLink,dateLastActivity"

    /// Checks the credentials. Returns the token's account, and its permissions as far as they are certain.
    package func verify() async throws -> Verification {
        let path = APIPath("members", "me").query(["fields": Self.memberFields])
        let account = try Trello.Member(try await client.object(APICall(.get, path, what: "the account")))
        guard let rights = try await rights() else { return Verification(account: account.user) }
        return Verification(
            account: account.user, scopes: rights.sorted(),
            unavailable: Self.needs.unavailable(of: capabilities, granted: rights))
    }

    /// The permissions that capabilities require
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

    /// The token's permissions for boards: `read`, `write`. nil if Trello does not report them, or if the account's
    /// tokens have different permissions: Trello identifies a single token only in a URL that contains it
    /// (`tokens/TOKEN`), where it must not appear
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

    /// The boards of the token's account, including closed ones, in one page, because Trello returns them in one
    /// response.
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        try requireOnlyPage(page)
        let path = APIPath("members", "me", "boards").query(["filter": "all", "fields": Self.boardFields])
        return try await client.objects(APICall(.get, path, what: "projects")).reading("shortLink", "id") {
            try Trello.Board($0).project
        }
    }

    /// A board by its ID or short link. The path of the result is the ID.
    package func project(_ path: String) async throws -> RemoteProject {
        let call = APICall(.get, try board(path: path).query(["fields": Self.boardFields]), what: "project \(path)")
        return try Trello.Board(try await client.object(call)).project
    }

    /// Boards are addressed by their ID anyway.
    package func project(remoteID: String) async throws -> RemoteProject { try await project(remoteID) }

    /// The board with its lists and the definitions of its custom fields.
    func boardWithLists(_ project: ProjectReference) async throws -> Trello.Board {
        let path = try board(project).query([
            "fields": "name,shortLink", "lists": "all", "list_fields": "name,closed,pos", "customFields": "true",
        ])
        return try Trello.Board(try await client.object(APICall(.get, path, what: "project \(project.path)")))
    }

    /// Rejects a page token for a list that has only one page.
    func requireOnlyPage(_ page: PageToken?) throws {
        guard page == nil else { throw TrackerError.foreignPageToken }
    }
}
