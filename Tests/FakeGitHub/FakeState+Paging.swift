import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    /// The default and the maximum number of rows on a page.
    private static let defaultPageSize = 30, maximumPageSize = 100

    /// A page of rows, with links to the other pages.
    /// - Parameter wrap: Wraps the rows, for lists inside an object.
    func page<Row>(
        of rows: [Row], _ call: FakeCall, repository: Repository? = nil, wrap: ([JSON]) -> JSON = { .array($0) },
        _ render: (Row) -> JSON
    ) -> Response {
        let size = min(max(Int(call.query["per_page"] ?? "") ?? Self.defaultPageSize, 1), Self.maximumPageSize)
        let number = max(Int(call.query["page"] ?? "") ?? 1, 1)
        let start = (number - 1) * size
        var chosen = start < rows.count ? Array(rows[start..<min(start + size, rows.count)]) : []
        if repeatsRows, number > 1, !chosen.isEmpty { chosen.insert(rows[start - 1], at: 0) }
        var response = Response.object(wrap(chosen.map(render)))
        let last = max((rows.count + size - 1) / size, 1)
        response.headers[.link] = links(number, of: last, call, in: repository)
        return response
    }

    /// The `Link` header (RFC 8288); nil for a list of one page. GitHub uses repository ids in these links.
    private func links(_ number: Int, of last: Int, _ call: FakeCall, in repository: Repository?) -> String? {
        guard last > 1 else { return nil }
        let segments = repository.map { ["repositories", String($0.id)] + call.segments.dropFirst(3) } ?? call.segments
        let others = call.query.items.filter { $0.name != "page" }.map { "\($0.name)=\($0.value.percentEncoded)" }
        func link(_ page: Int, _ relation: String) -> String {
            let query = (others + ["page=\(page)"]).joined(separator: "&")
            return "<\(call.base)/\(segments.joined(separator: "/"))?\(query)>; rel=\"\(relation)\""
        }
        var links: [String] = []
        if number > 1 { links.append(link(number - 1, "prev")) }
        if number < last { links += [link(number + 1, "next"), link(last, "last")] }
        if number > 1 { links.append(link(1, "first")) }
        return links.joined(separator: ", ")
    }
}
