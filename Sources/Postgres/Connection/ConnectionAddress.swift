import CLibPQ

/// A connection URI or `key=value` string as libpq reads it. libpq's messages quote parts of it: of one that it cannot
/// read, any part, and otherwise the host, which begins with the end of the password if the password contains an
/// unescaped `@`.
struct ConnectionAddress {
    /// The options by keyword; nil if libpq cannot read the text.
    private let options: [String: String]?

    init(_ text: String) {
        var problem: UnsafeMutablePointer<CChar>?
        let parsed = PQconninfoParse(text, &problem)
        defer {
            PQconninfoFree(parsed)
            PQfreemem(problem)
        }
        guard var option = parsed else {
            options = nil
            return
        }
        var options: [String: String] = [:]
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        self.options = options
    }

    private var host: String { options?["host"] ?? "" }

    /// Whether libpq can read it, and the host contains no part of the user or password.
    var isValid: Bool { options != nil && !host.contains("@") }

    /// A message of libpq without what may be part of the password.
    func masking(_ message: String) -> String {
        guard let options else { return "the connection address is not valid" }
        var message = message
        if let end = host.lastIndex(of: "@") { message = message.replacing(host[...end], with: "…") }
        if let password = options["password"], password.count >= Self.leastPassword {
            message = message.replacing(password, with: "…")
        }
        return message
    }

    /// Shorter passwords are not searched for: they occur in ordinary words, and libpq never quotes them.
    private static let leastPassword = 4
}

extension PostgresConfiguration {
    /// Whether a connection URI can be read. Special characters in its user and password must be percent-encoded.
    package static func isValid(url: String) -> Bool { ConnectionAddress(url).isValid }
}
