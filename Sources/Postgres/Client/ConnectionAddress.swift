import CLibPQ

/// A database's address taken apart: to see where it points, and to point at another database of the same server.
package struct ConnectionAddress: Sendable, Hashable {
    private var options: [String: String]

    /// Parses a URI or a `key=value` string as libpq does; nil when it is neither.
    package init?(_ url: String) {
        guard let parsed = PQconninfoParse(url, nil) else { return nil }
        defer { PQconninfoFree(parsed) }
        options = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
    }

    /// The database's name, nil for the default.
    package var database: String? {
        get { options["dbname"] }
        set { options["dbname"] = newValue }
    }

    /// Whether every host is this machine: a socket's folder, `localhost` or a loopback address. No host means the
    /// default socket.
    package var isLocal: Bool {
        let hosts = [options["host"], options["hostaddr"]].compactMap(\.self).flatMap { $0.split(separator: ",") }
        return hosts.allSatisfy { $0.hasPrefix("/") || $0 == "localhost" || $0 == "::1" || $0.hasPrefix("127.") }
    }

    /// The `key=value` string for libpq. Holds the password if there is one.
    package var url: String {
        options.sorted { $0.key < $1.key }.map { key, value in
            let quoted = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            return "\(key)='\(quoted)'"
        }.joined(separator: " ")
    }
}
