import FakeTrackerKit
import Foundation
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    /// The default and the maximum number of rows on a page.
    private static let defaultPageSize = 50, maximumPageSize = 100

    /// A page of rows. The cursor consists of a value and the number of rows with that value that have already been
    /// returned.
    /// - Parameters:
    ///   - rows: The rows in the order of the list.
    ///   - value: The value by which they are sorted.
    func page<Row>(_ rows: [Row], _ call: FakeCall, value: (Row) -> Int64, render: (Row) -> JSON) throws(FakeFailure)
        -> Response
    {
        let size = try pageSize(call)
        var start = 0
        if let cursor = call.query["cursor"], !cursor.isEmpty {
            let (at, given) = try position(cursor)
            // The row at the cursor may have been deleted, and rows before it too. Continue after the remaining ones.
            let isFalling = rows.count < 2 || value(rows[0]) >= value(rows[rows.count - 1])
            start = rows.firstIndex { isFalling ? value($0) <= at : value($0) >= at } ?? rows.count
            var skipped = 0
            while start < rows.count, value(rows[start]) == at, skipped < given {
                (start, skipped) = (start + 1, skipped + 1)
            }
        }
        let end = min(start + size, rows.count)
        var next: String?
        if end < rows.count, end > start {
            let last = value(rows[end - 1])
            next = cursor(last, rows[..<end].reversed().prefix { value($0) == last }.count)
        }
        var response = Response.object(.array(rows[start..<end].map(render)))
        response.headers[.link] = links(next, call)
        response.headers[HTTPField.Name("X-Hits")!] = String(rows.count)
        return response
    }

    private func pageSize(_ call: FakeCall) throws(FakeFailure) -> Int {
        // Sentry accepts both parameters, GlitchTip only the first.
        guard let text = call.query["limit"] ?? (isSentry ? call.query["per_page"] : nil) else {
            return Self.defaultPageSize
        }
        guard let size = Int(text) else {
            throw .unprocessable(["query", "limit"], "Input should be a valid integer", type: "int_parsing")
        }
        return min(max(size, 1), Self.maximumPageSize)
    }

    private func cursor(_ value: Int64, _ given: Int) -> String {
        isSentry ? "\(value):\(given):0" : Data("p=\(value)&o=\(given)".utf8).base64EncodedString()
    }

    private func position(_ cursor: String) throws(FakeFailure) -> (Int64, Int) {
        let text = isSentry ? cursor : Data(base64Encoded: cursor).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let numbers = text.split(whereSeparator: { !$0.isNumber && $0 != "-" }).compactMap { Int64($0) }
        guard numbers.count >= 2 else {
            if isSentry { throw .detail(400, "Invalid cursor parameter.") }
            throw .unprocessable(["query", "cursor"], "Value error, Invalid cursor.", type: "value_error")
        }
        return (numbers[0], Int(numbers[1]))
    }

    /// The `Link` header. GlitchTip's is the text of a Python set. Both always contain `next`.
    private func links(_ next: String?, _ call: FakeCall) -> String {
        let others = call.query.items.filter { $0.name != "cursor" }.map { "\($0.name)=\($0.value.percentEncoded)" }
        let path = call.base + "/" + call.segments.joined(separator: "/") + "/"
        func url(_ cursor: String?) -> String {
            let pairs = (cursor.map { ["cursor=\($0.percentEncoded)"] } ?? []) + others
            return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
        }
        if isSentry {
            let cursor = next ?? "0:0:0"
            return "<\(url("0:0:1"))>; rel=\"previous\"; results=\"false\"; cursor=\"0:0:1\", "
                + "<\(url(cursor))>; rel=\"next\"; results=\"\(next != nil)\"; cursor=\"\(cursor)\""
        }
        let end =
            next.map { "<\(url($0))>; rel=\"next\"; results=\"true\"; cursor=\"\($0)\"" }
            ?? "<\(url(nil))>; rel=\"next\"; results=\"false\""
        return "{'<\(url(nil))>; rel=\"previous\"; results=\"false\", \(end)'}"
    }
}
