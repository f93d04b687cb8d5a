import HTTPKit
import HTTPTypes
package import Primitives
import TrackerKit

extension ScriptedTransport {
    /// A transport that returns the pages of one list: `per_page` rows starting at `page`, or after the row `id_after`
    /// with keyset pagination.
    /// - Parameters:
    ///   - tooLarge: The positions of the rows that are too large, from 0.
    ///   - broken: The positions of the rows that end in the middle of a string, which makes their page invalid JSON.
    package static func pages(of rows: [JSON], tooLarge: Set<Int> = [], broken: Set<Int> = []) -> ScriptedTransport {
        ScriptedTransport { request, _ in
            let parts = request.url.split(separator: "?", maxSplits: 1).map(String.init)
            let items = (parts.count == 2 ? parts[1] : "").split(separator: "&").map {
                $0.split(separator: "=", maxSplits: 1).map(String.init)
            }
            let query = Dictionary(items.map { ($0[0], $0.count == 2 ? $0[1] : "") }) { _, last in last }
            let size = query["per_page"].flatMap { Int($0) } ?? 20
            let isKeyset = query["pagination"] == "keyset"
            let page = query["page"].flatMap { Int($0) } ?? 1
            let start = min(isKeyset ? query["id_after"].flatMap { Int($0) } ?? 0 : (page - 1) * size, rows.count)
            let range = start..<min(start + size, rows.count)
            var headers = HTTPFields()
            if range.upperBound < rows.count {
                let others = items.filter { !["page", "id_after"].contains($0[0]) }.map { $0.joined(separator: "=") }
                let next = isKeyset ? "id_after=\(range.upperBound)" : "page=\(page + 1)"
                headers[.link] = "<\(parts[0])?\((others + [next]).joined(separator: "&"))>; rel=\"next\""
            }
            if !tooLarge.isDisjoint(with: range) {
                var error = TransportError(.responseTooLarge)
                error.link = headers[.link] ?? ""
                throw error
            }
            let texts = range.map { broken.contains($0) ? String(rows[$0].text.dropLast(2)) : rows[$0].text }
            return ClientResponse(
                status: 200, headers: headers, body: Array("[\(texts.joined(separator: ","))]".utf8))
        }
    }
}
