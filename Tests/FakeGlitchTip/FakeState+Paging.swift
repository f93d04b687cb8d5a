import FakeTrackerKit
import Foundation
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    /// The default and the maximum number of rows on a page.
    private static let defaultPageSize = 50, maximumPageSize = 100

    /// A page of rows.
    ///
    /// A cursor of GlitchTip consists of a value and the number of rows to skip after it; that of Sentry of a value and
    /// the number of rows with that value, and after it, to skip.
    /// - Parameters:
    ///   - rows: The rows in the order of the list.
    ///   - value: The value by which they are sorted.
    func page<Row>(_ rows: [Row], _ call: FakeCall, value: (Row) -> Int64, render: (Row) -> JSON) throws(FakeFailure)
        -> Response
    {
        let size = try pageSize(call)
        let values = rows.map(value)
        var start = 0
        if let cursor = call.query["cursor"], !cursor.isEmpty {
            let (at, passed) = try position(cursor)
            let isFalling = rows.count < 2 || values[0] >= values[rows.count - 1]
            start =
                at.map { at in
                    values.firstIndex { isSentry && $0 == at || (isFalling ? $0 < at : $0 > at) } ?? rows.count
                } ?? 0
            start = min(start + passed, rows.count)
        }
        let end = min(start + size, rows.count)
        var response = Response.object(.array(rows[start..<end].map(render)))
        response.headers[.link] = links(end < rows.count && end > start ? cursor(values, at: end) : nil, call)
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

    /// The cursor of the rows from an index on.
    private func cursor(_ values: [Int64], at end: Int) -> String {
        let last = values[end - 1], group = values[..<end].firstIndex(of: last) ?? 0
        if isSentry { return "\(last):\(end - group):0" }
        // Rows with the same value are counted from the last row before them.
        let isSplit = values[end] == last
        let position = isSplit ? group > 0 ? values[group - 1] : nil : last
        let pairs = [position.map { "p=\($0)" }, isSplit ? "o=\(end - group)" : nil].compactMap(\.self)
        return Data(pairs.joined(separator: "&").utf8).base64EncodedString()
    }

    private func position(_ cursor: String) throws(FakeFailure) -> (Int64?, Int) {
        if isSentry {
            let numbers = cursor.split(separator: ":").compactMap { Int64($0) }
            guard numbers.count == 3 else { throw .detail(400, "Invalid cursor parameter.") }
            return (numbers[0] == 0 ? nil : numbers[0], Int(numbers[1]))
        }
        let text = Data(base64Encoded: cursor).map { String(decoding: $0, as: UTF8.self) } ?? ""
        var values: [Substring: Int64] = [:]
        for pair in text.split(separator: "&") { values[pair.prefix(1)] = Int64(pair.dropFirst(2)) }
        guard values["p"] != nil || values["o"] != nil else {
            throw .unprocessable(["query", "cursor"], "Value error, Invalid cursor.", type: "value_error")
        }
        return (values["p"], Int(values["o"] ?? 0))
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
