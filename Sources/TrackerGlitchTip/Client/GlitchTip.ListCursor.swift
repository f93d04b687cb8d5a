import Primitives
import TrackerKit

extension GlitchTip {
    /// A cursor of a list, read to pass a row that the server cannot show. Both servers count rows from a position: the
    /// value that the list is sorted by.
    ///
    /// - GlitchTip: Base64 of the query `p=POSITION&o=OFFSET`, with `r=1` for a reversed list, as in [Django REST
    ///   framework](https://www.django-rest-framework.org/api-guide/pagination/#cursorpagination). Without a position,
    ///   it counts from the top.
    /// - Sentry: `POSITION:OFFSET:REVERSED` ([pagination](https://docs.sentry.io/api/pagination/)).
    struct ListCursor {
        private let dialect: Dialect
        /// The other parts, in front of the offset.
        private var others: [Substring]
        private var offset: Int

        /// Reads a cursor; nil or empty for the top of the list. Nil if the format is not known.
        init?(_ cursor: String?, _ dialect: Dialect) {
            self.dialect = dialect
            let text = cursor ?? ""
            switch dialect {
            case .glitchTip:
                guard let bytes = text.isEmpty ? [] : Base64.decoded(text) else { return nil }
                let pairs = String(decoding: bytes, as: UTF8.self).split(separator: "&")
                guard pairs.allSatisfy({ $0.hasPrefix("p=") || $0.hasPrefix("o=") }) else { return nil }
                others = pairs.filter { $0.hasPrefix("p=") }
                offset = pairs.first { $0.hasPrefix("o=") }.flatMap { Int($0.dropFirst(2)) } ?? 0
            case .sentry:
                let parts = (text.isEmpty ? Self.top : text).split(separator: ":", omittingEmptySubsequences: false)
                guard parts.count == 3, let count = Int(parts[1]), parts[2] == "0" else { return nil }
                others = [parts[0]]
                offset = count
            }
            guard (0..<Self.maximumOffset).contains(offset) else { return nil }
        }

        /// Sentry's cursor of the top of a list.
        private static let top = "0:0:0"

        /// More rows than any page has. A cursor with a larger offset is not one of the server's.
        private static let maximumOffset = 100_000

        /// The cursor of the rows that begin `rows` further down.
        func moved(by rows: Int) -> String {
            switch dialect {
            case .glitchTip: Base64.encoded(Array((others + ["o=\(offset + rows)"]).joined(separator: "&").utf8))
            case .sentry: "\(others.joined()):\(offset + rows):0"
            }
        }
    }
}
