import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Authentication, rate limits and pagination.
extension FakeState {
    /// Authenticates the caller, including `Sudo`.
    mutating func authenticate(_ call: inout FakeCall) throws(FakeFailure) {
        let token =
            call.headers[.privateToken] ?? call.headers[.authorization].map { String($0.dropFirst("Bearer ".count)) }
        guard let token else { return }
        guard let id = tokens[token], let account = accounts[id] else { throw .unauthorized }
        call.account = account
        if let used = usage[call.credential], call.now < used.minuteBegan + .seconds(60),
            used.used >= limits.callsPerMinute
        {
            throw FakeFailure(
                status: 429, body: ["message": "This endpoint has been requested too many times. Try again later."])
        }
        guard let actor = call.headers[HTTPField.Name("Sudo")!] else { return }
        guard account.isAdmin else { throw .message(403, "403 Forbidden - Must be admin to use sudo") }
        guard let found = accounts[Int64(actor) ?? 0] ?? self.account(actor) else {
            throw .notFound("User with ID or username '\(actor)'")
        }
        call.account = found
    }

    /// Charges a call and adds the remaining calls to the response.
    mutating func finish(_ response: Response, _ call: FakeCall) -> Response {
        var present = usage[call.credential] ?? (0, call.now)
        if call.now >= present.minuteBegan + .seconds(60) { present = (0, call.now) }
        present.used += 1
        usage[call.credential] = present
        var response = response
        let left = max(limits.callsPerMinute - present.used, 0)
        response.headers[.rateLimit("Limit")] = String(limits.callsPerMinute)
        response.headers[.rateLimit("Observed")] = String(present.used)
        response.headers[.rateLimit("Remaining")] = String(left)
        response.headers[.rateLimit("Reset")] = String((present.minuteBegan + .seconds(60)).seconds)
        return response
    }

    /// A page of rows, with links to the other pages. The totals of long lists are omitted.
    func page<Row>(of rows: [Row], _ call: FakeCall, _ render: (Row) -> JSON) throws(FakeFailure) -> Response {
        let size = min(max(Int(call.query["per_page"] ?? "") ?? 20, 1), 100)
        let number = max(Int(call.query["page"] ?? "") ?? 1, 1)
        let start = (number - 1) * size
        guard start < limits.maximumOffset else {
            throw .parameter(
                "Offset pagination has a maximum allowed offset of \(limits.maximumOffset) for requests of this type")
        }
        let chosen = start < rows.count ? rows[start..<min(start + size, rows.count)] : []
        var response = Response.object(.array(chosen.map(render)))
        let last = max((rows.count + size - 1) / size, 1), isCounted = rows.count <= limits.countedRows
        func link(_ page: Int, _ relation: String) -> String {
            let others = call.query.items.filter { $0.name != "page" && $0.name != "per_page" }
            let query = others.map { "\($0.name)=\($0.value.percentEncoded)" } + ["page=\(page)", "per_page=\(size)"]
            return
                "<\(call.base)/\(call.segments.joined(separator: "/"))?\(query.joined(separator: "&"))>; rel=\"\(relation)\""
        }
        var links = number > 1 ? [link(number - 1, "prev")] : []
        if number < last { links.append(link(number + 1, "next")) }
        links.append(link(1, "first"))
        if isCounted { links.append(link(last, "last")) }
        response.headers[.link] = links.joined(separator: ", ")
        response.headers[.total("X-Page")] = String(number)
        response.headers[.total("X-Per-Page")] = String(size)
        response.headers[.total("X-Next-Page")] = number < last ? String(number + 1) : ""
        response.headers[.total("X-Prev-Page")] = number > 1 ? String(number - 1) : ""
        if isCounted {
            response.headers[.total("X-Total")] = String(rows.count)
            response.headers[.total("X-Total-Pages")] = String(last)
        }
        return response
    }
}

extension HTTPField.Name {
    /// `RateLimit-…`.
    static func rateLimit(_ suffix: String) -> HTTPField.Name { HTTPField.Name("RateLimit-\(suffix)")! }
    static func total(_ name: String) -> HTTPField.Name { HTTPField.Name(name)! }
}
