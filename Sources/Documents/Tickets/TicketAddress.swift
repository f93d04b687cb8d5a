/// Validates and normalises URLs of tickets.
package enum TicketAddress {
    /// Whether the text can be the URL of a page: `http` or `https`, a host, no spaces or control characters.
    package static func isPage(_ url: String) -> Bool {
        guard let scheme = url.firstRange(of: "://"),
            ["http", "https"].contains(url[..<scheme.lowerBound].lowercased())
        else {
            return false
        }
        let rest = url[scheme.upperBound...]
        return rest.first.map { $0 != "/" && $0 != "?" && $0 != "#" } ?? false
            && rest.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    /// The URL without query, fragment and trailing slashes, with scheme and host in lower case.
    package static func canonical(_ url: String) -> String {
        var text = url.prefix { $0 != "?" && $0 != "#" }
        while text.hasSuffix("/") { text.removeLast() }
        guard let scheme = text.firstRange(of: "://") else { return String(text) }
        let hostEnd = text[scheme.upperBound...].firstIndex(of: "/") ?? text.endIndex
        return text[..<hostEnd].lowercased() + text[hostEnd...]
    }
}
