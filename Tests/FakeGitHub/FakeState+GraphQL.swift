import FakeTrackerKit
import HTTPKit
import Primitives

/// The two mutations that have no equivalent in the REST API.
extension FakeState {
    mutating func graphQL(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard call.account != nil else { throw .badCredentials }
        let query = call.body["query"]?.stringValue ?? ""
        let id = call.body["variables"]?["id"]?.stringValue ?? ""
        guard let (repository, issue) = node(id) else {
            return .graphQLError("NOT_FOUND", "Could not resolve to a node with the global id of '\(id)'")
        }
        if query.contains("deleteIssue(") { return delete(issue, in: repository, call) }
        if query.contains("updateSubscription(") { return subscribe(issue, in: repository, call) }
        return .graphQLError("undefinedField", "Field doesn't exist on type 'Mutation'")
    }

    private func node(_ id: String) -> (Repository, Repository.Issue)? {
        for repository in repositories.values {
            if let issue = repository.issues.values.first(where: { nodeID($0) == id }) { return (repository, issue) }
        }
        return nil
    }

    private mutating func delete(_ issue: Repository.Issue, in repository: Repository, _ call: FakeCall) -> Response {
        guard role(of: call, in: repository) >= .admin else {
            return .graphQLError(
                "FORBIDDEN", "\(call.account?.login ?? "") does not have permission to delete the issue.")
        }
        repositories[repository.id]?.issues[issue.number] = nil
        repositories[repository.id]?.deletedNumbers.insert(issue.number)
        return .object(["data": ["deleteIssue": ["clientMutationId": .null]]])
    }

    private mutating func subscribe(_ issue: Repository.Issue, in repository: Repository, _ call: FakeCall) -> Response
    {
        let state = call.body["variables"]?["state"]?.stringValue ?? ""
        guard let account = call.account, call.installation == nil else {
            return .graphQLError("FORBIDDEN", "Resource not accessible by integration")
        }
        if state == "SUBSCRIBED" {
            repositories[repository.id]?.issues[issue.number]?.subscribers.insert(account.id)
        } else {
            repositories[repository.id]?.issues[issue.number]?.subscribers.remove(account.id)
        }
        return .object(["data": ["updateSubscription": ["subscribable": ["viewerSubscription": .string(state)]]]])
    }
}

extension Response {
    /// GraphQL errors have status 200.
    fileprivate static func graphQLError(_ type: String, _ message: String) -> Response {
        .object(["data": .null, "errors": [["type": .string(type), "message": .string(message)]]])
    }
}
