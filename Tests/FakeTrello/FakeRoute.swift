import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// The action for a route, and its documented parameters.
struct FakeRoute: Sendable {
    typealias Action = @Sendable (inout FakeState, FakeCall) throws(FakeFailure) -> Response

    let takes: Set<String>
    let action: Action
}

extension FakeRoutes<FakeRoute> {
    /// The complete route table.
    static let trello: FakeRoutes<FakeRoute> = {
        var routes = FakeRoutes()
        routes.addBoards()
        routes.addCards()
        routes.addComments()
        routes.addLabels()
        routes.addMembers()
        routes.addAttachments()
        routes.addWebhooks()
        routes.addDetours()
        return routes
    }()

    mutating func on(
        _ method: HTTPRequest.Method, _ path: String, taking takes: Set<String>,
        perform action: @escaping FakeRoute.Action
    ) {
        on(method, path, perform: FakeRoute(takes: takes, action: action))
    }

    private mutating func addBoards() {
        on(.get, "/boards/*", taking: ["fields", "lists", "list_fields", "customFields", "labels", "members"]) {
            state, call throws(FakeFailure) in
            try state.readBoard(call)
        }
        on(.get, "/boards/*/customFields", taking: []) { state, call throws(FakeFailure) in
            .object(.array(try state.board(call).customFields))
        }
        on(.get, "/boards/*/actions", taking: FakeState.actionParameters) { state, call throws(FakeFailure) in
            try state.listBoardActions(call)
        }
        on(.get, "/members/*/boards", taking: ["filter", "fields"]) { state, call throws(FakeFailure) in
            try state.listBoards(call)
        }
    }

    private mutating func addCards() {
        on(.get, "/boards/*/cards", taking: FakeState.cardParameters.union(["filter", "limit", "before", "since"])) {
            state, call throws(FakeFailure) in try state.listCards(call)
        }
        on(.get, "/boards/*/cards/*", taking: ["fields"]) { state, call throws(FakeFailure) in
            try state.readCardByNumber(call)
        }
        on(.get, "/cards/*", taking: FakeState.cardParameters.union(["list", "badges"])) {
            state, call throws(FakeFailure) in
            try state.readCard(call)
        }
        on(.post, "/cards", taking: FakeState.creationParameters) { state, call throws(FakeFailure) in
            try state.createCard(call)
        }
        on(.put, "/cards/*", taking: FakeState.changeParameters) { state, call throws(FakeFailure) in
            try state.changeCard(call)
        }
        on(.delete, "/cards/*", taking: []) { state, call throws(FakeFailure) in try state.deleteCard(call) }
        on(.post, "/cards/*/idLabels", taking: ["value"]) { state, call throws(FakeFailure) in
            try state.addLabelToCard(call)
        }
        on(.delete, "/cards/*/idLabels/*", taking: []) { state, call throws(FakeFailure) in
            try state.removeLabelFromCard(call)
        }
    }

    private mutating func addComments() {
        on(.get, "/cards/*/actions", taking: FakeState.actionParameters) { state, call throws(FakeFailure) in
            try state.listCardActions(call)
        }
        on(.post, "/cards/*/actions/comments", taking: ["text"]) { state, call throws(FakeFailure) in
            try state.createComment(call)
        }
        on(.get, "/actions/*", taking: ["fields"]) { state, call throws(FakeFailure) in try state.readAction(call) }
        on(.put, "/actions/*", taking: ["text"]) { state, call throws(FakeFailure) in try state.changeComment(call) }
        on(.delete, "/actions/*", taking: []) { state, call throws(FakeFailure) in try state.deleteComment(call) }
    }

    private mutating func addLabels() {
        on(.get, "/boards/*/labels", taking: ["fields", "limit"]) { state, call throws(FakeFailure) in
            try state.listLabels(call)
        }
        on(.post, "/labels", taking: ["name", "color", "idBoard"]) { state, call throws(FakeFailure) in
            try state.createLabel(call)
        }
        on(.put, "/labels/*", taking: ["name", "color"]) { state, call throws(FakeFailure) in
            try state.changeLabel(call)
        }
        on(.delete, "/labels/*", taking: ["id"]) { state, call throws(FakeFailure) in try state.deleteLabel(call) }
    }

    private mutating func addMembers() {
        on(.get, "/members/*", taking: ["fields", "badges"]) { state, call throws(FakeFailure) in
            try state.readMember(call)
        }
        on(.get, "/boards/*/memberships", taking: ["filter", "member", "member_fields"]) {
            state, call throws(FakeFailure) in
            try state.listMemberships(call)
        }
        on(.put, "/boards/*/members/*", taking: ["type", "allowBillableGuest"]) { state, call throws(FakeFailure) in
            try state.addMember(call)
        }
        on(.delete, "/boards/*/members/*", taking: []) { state, call throws(FakeFailure) in try state.removeMember(call)
        }
    }

    private mutating func addAttachments() {
        on(.get, "/cards/*/attachments", taking: ["fields", "filter"]) { state, call throws(FakeFailure) in
            try state.listAttachments(call)
        }
        on(.post, "/cards/*/attachments", taking: ["name", "mimeType", "url", "setCover"]) {
            state, call throws(FakeFailure) in
            try state.addAttachment(call)
        }
        on(.get, "/cards/*/attachments/*", taking: ["fields"]) { state, call throws(FakeFailure) in
            try state.readAttachment(call)
        }
        on(.get, "/cards/*/attachments/*/download/*", taking: []) { state, call throws(FakeFailure) in
            try state.downloadAttachment(call)
        }
        on(.delete, "/cards/*/attachments/*", taking: []) { state, call throws(FakeFailure) in
            try state.deleteAttachment(call)
        }
    }

    private mutating func addWebhooks() {
        on(.post, "/webhooks", taking: ["description", "callbackURL", "idModel", "active"]) {
            state, call throws(FakeFailure) in
            try state.createWebhook(call)
        }
        on(.get, "/webhooks/*", taking: []) { state, call throws(FakeFailure) in .object(try state.webhook(call).json) }
        on(.delete, "/webhooks/*", taking: []) { state, call throws(FakeFailure) in try state.deleteWebhook(call) }
        on(.get, "/members/*/tokens", taking: ["webhooks"]) { state, call throws(FakeFailure) in
            try state.listTokens(call)
        }
    }

    /// Documented paths that the adapter does not use, but other clients do.
    private mutating func addDetours() {
        on(.get, "/boards/*/lists", taking: ["cards", "filter", "fields"]) { state, call throws(FakeFailure) in
            try state.listLists(call)
        }
        on(.get, "/boards/*/members", taking: ["filter", "fields"]) { state, call throws(FakeFailure) in
            try state.listMembers(call)
        }
        on(.get, "/cards/*/pluginData", taking: []) { state, call throws(FakeFailure) in
            _ = try state.card(call)
            return .object([])
        }
        on(.get, "/lists/*", taking: ["fields"]) { state, call throws(FakeFailure) in try state.readList(call) }
        on(.put, "/cards/*/*", taking: ["value"]) { state, call throws(FakeFailure) in
            try state.changeCard(call.naming([call[1]: call.arguments["value"] ?? .null]))
        }
        on(.post, "/cards/*/idMembers", taking: ["value"]) { state, call throws(FakeFailure) in
            let value = call.string("value") ?? ""
            let members = try state.card(call).idMembers.filter { $0 != value } + [value]
            return try state.changeCard(call.naming(["idMembers": JSON(members)]))
        }
        on(.delete, "/cards/*/idMembers/*", taking: []) { state, call throws(FakeFailure) in
            let members = try state.card(call).idMembers.filter { $0 != call[1] }
            return try state.changeCard(call.naming(["idMembers": JSON(members)]))
        }
        on(.put, "/cards/*/actions/*/comments", taking: ["text"]) { state, call throws(FakeFailure) in
            try state.changeComment(call.onItsAction)
        }
        on(.delete, "/cards/*/actions/*/comments", taking: []) { state, call throws(FakeFailure) in
            try state.deleteComment(call.onItsAction)
        }
    }
}

extension FakeCall {
    /// The call without its first route wildcard, so that the action is the first.
    fileprivate var onItsAction: FakeCall {
        var call = self
        call.parameters.removeFirst()
        return call
    }
}
