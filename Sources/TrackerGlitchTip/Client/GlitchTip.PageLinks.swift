import HTTPKit

extension GlitchTip {
    /// The `Link` header of a list ([pagination](https://docs.sentry.io/api/pagination/)). `next` is always present;
    /// there is a next page only if its `results` is `"true"`. GlitchTip sends the header as a printed Python set:
    /// `{'<…>; rel="next"; results="true"; …'}`.
    struct PageLinks: Sendable, Hashable {
        /// The cursor of the next page; nil on the last page.
        private(set) var next: String?

        /// Parses the header's value. Malformed links are ignored.
        init(_ value: String) {
            var rest = Substring(value)
            while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                let url = rest[rest.index(after: open)..<close]
                rest = rest[rest.index(after: close)...]
                let parameters = Self.parameters(rest.prefix { $0 != "<" })
                guard parameters["rel"] == "next", parameters["results"] ?? "true" == "true" else { continue }
                next = parameters["cursor"] ?? Self.cursor(in: url)
                return
            }
        }

        private static func parameters(_ text: Substring) -> [String: String] {
            var parameters: [String: String] = [:]
            for parameter in text.split(whereSeparator: { $0 == ";" || $0 == "," }) {
                guard let equals = parameter.firstIndex(of: "=") else { continue }
                let name = parameter[..<equals].filter { $0 != " " }.lowercased()
                let value = parameter[parameter.index(after: equals)...].split(
                    separator: "\"", omittingEmptySubsequences: false)
                parameters[name] = value.count >= 3 ? String(value[1]) : nil
            }
            return parameters
        }

        private static func cursor(in url: Substring) -> String? {
            guard let query = url.firstIndex(of: "?") else { return nil }
            let pairs = url[url.index(after: query)...].split(separator: "&")
            return pairs.first { $0.hasPrefix("cursor=") }.flatMap { GlitchTip.decoded($0.dropFirst(7)) }
        }
    }

    /// Decodes percent-encoding; nil if the text is malformed.
    static func decoded(_ text: Substring) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { PercentDecoding.strict($0) }
    }
}
