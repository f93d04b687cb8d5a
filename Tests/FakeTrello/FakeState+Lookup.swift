import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Authentication, rate limits and access checks.
extension FakeState {
    /// Authenticates the caller by the header or, like older clients, by the query.
    mutating func authenticate(_ call: inout FakeCall) throws(FakeFailure) {
        let header = call.headers[.authorization] ?? ""
        let key = Self.part("oauth_consumer_key", of: header) ?? call.string("key")
        let token = Self.part("oauth_token", of: header) ?? call.string("token")
        guard let key, keys.contains(key) else { throw .invalidKey }
        guard let token, let id = tokens[token], let account = accounts[id] else { throw .invalidToken }
        call.token = token
        call.account = account
        var present = usage[token] ?? (0, call.now)
        if call.now >= present.began + .seconds(10) { present = (0, call.now) }
        present.used += 1
        usage[token] = present
        guard present.used <= tokenLimit else { throw FakeFailure(429, Self.limitBody) }
    }

    private static let limitBody = #"{"error":"API_TOKEN_LIMIT_EXCEEDED","message":"Rate limit exceeded"}"#

    private static func part(_ name: String, of header: String) -> String? {
        guard header.hasPrefix("OAuth "), let start = header.firstRange(of: "\(name)=\"") else { return nil }
        return String(header[start.upperBound...].prefix { $0 != "\"" })
    }

    /// Adds the remaining calls to the response.
    func withBudget(_ response: Response, _ call: FakeCall) -> Response {
        guard let used = usage[call.token]?.used else { return response }
        var response = response
        for (scope, limit) in [("Token", tokenLimit), ("Key", tokenLimit * 3)] {
            response.headers[.budget("\(scope)-Interval-Ms")] = "10000"
            response.headers[.budget("\(scope)-Max")] = String(limit)
            response.headers[.budget("\(scope)-Remaining")] = String(max(limit - used, 0))
        }
        return response
    }

    /// The board in the first route wildcard, which the caller must be a member of.
    func board(_ call: FakeCall) throws(FakeFailure) -> FakeBoard { try board(call[0], call) }

    /// A board by id or short link, which the caller must be a member of.
    func board(_ name: String, _ call: FakeCall) throws(FakeFailure) -> FakeBoard {
        guard name.isObjectID || name.isShortLink else { throw .invalidID }
        guard let board = boards.values.first(where: { $0.id == name || $0.shortLink == name }) else {
            throw FakeFailure(404, "board not found")
        }
        guard board.members.contains(where: { $0.id == call.account?.id }) else { throw .noPermission }
        return board
    }

    /// The card in the first route wildcard, whose board the caller must be a member of.
    func card(_ call: FakeCall) throws(FakeFailure) -> FakeCard {
        guard call[0].isObjectID || call[0].isShortLink else { throw .invalidID }
        guard let card = cards.values.first(where: { $0.id == call[0] || $0.shortLink == call[0] }) else {
            throw FakeFailure(404, "card not found")
        }
        let isMember = boards[card.idBoard]?.members.contains { $0.id == call.account?.id } ?? false
        guard isMember else { throw .noCardPermission }
        return card
    }

    /// An account by id, login or `me`.
    func account(_ name: String, _ call: FakeCall) throws(FakeFailure) -> FakeAccount {
        if name == "me", let account = call.account { return account }
        let found = accounts.values.first { $0.id == name || $0.username == name.lowercased() }
        guard let found else { throw FakeFailure(404, "model not found") }
        return found
    }

    /// The rows before `before` and after `since`, both exclusive, newest first.
    func page<Row>(
        of rows: [Row], _ call: FakeCall, standard: Int, id: (Row) -> String, date: (Row) -> Timestamp
    ) throws(FakeFailure) -> [Row] {
        var rows = rows
        if let before = call.string("before") {
            guard let bound = Self.bound(before) else { throw .invalid("before") }
            rows = rows.filter { row in bound.id.map { id(row) < $0 } ?? bound.time.map { date(row) < $0 } ?? true }
        }
        if let since = call.string("since") {
            guard let bound = Self.bound(since) else { throw .invalid("since") }
            rows = rows.filter { row in bound.id.map { id(row) > $0 } ?? bound.time.map { date(row) > $0 } ?? true }
        }
        let limit = try call.number("limit", default: standard, upTo: 1000)
        return Array(rows.sorted { id($0) > id($1) }.prefix(limit))
    }

    private static func bound(_ text: String) -> (id: String?, time: Timestamp?)? {
        if text.isObjectID { return (text, nil) }
        return Timestamp(text).map { (nil, $0) }
    }
}

extension HTTPField.Name {
    /// `X-Rate-Limit-Api-…`.
    static func budget(_ suffix: String) -> HTTPField.Name { HTTPField.Name("X-Rate-Limit-Api-\(suffix)")! }
}
