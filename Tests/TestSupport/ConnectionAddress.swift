import CLibPQ

/// The parsed connection parameters of a database. Used to inspect where a URL points, and to address another database
/// on the same server.
struct ConnectionAddress: Sendable, Hashable {
    private var options: [String: String]

    /// Parses a URI or a `key=value` string with libpq's own parser. nil if it is neither.
    init?(_ url: String) {
        guard let parsed = PQconninfoParse(url, nil) else { return nil }
        defer { PQconninfoFree(parsed) }
        options = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
    }

    /// nil selects libpq's default database.
    var database: String? {
        get { options["dbname"] }
        set { options["dbname"] = newValue }
    }

    /// Whether every host is this machine: a socket directory, `localhost` or a loopback address. Without a host, libpq
    /// uses its default socket.
    var isLocal: Bool {
        let hosts = [options["host"], options["hostaddr"]].compactMap(\.self).flatMap { $0.split(separator: ",") }
        return hosts.allSatisfy { $0.hasPrefix("/") || $0 == "localhost" || $0 == "::1" || $0.hasPrefix("127.") }
    }

    /// The parameters as a `key=value` string for libpq. Contains the password, if there is one.
    var url: String {
        options.sorted { $0.key < $1.key }.map { key, value in
            let quoted = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            return "\(key)='\(quoted)'"
        }.joined(separator: " ")
    }
}
