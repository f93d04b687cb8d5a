/// Finds personal data that programs send about their users. It is removed before anything is stored: from a ticket's
/// text and custom fields, from `remote_data`, and from the bodies of webhook deliveries. Only occurrences, which are
/// read from the server on each request and never stored, contain it.
///
/// SDKs put users into the tags `user.id`, `user.email`, `user.username` and `user.ip_address` ([searchable
/// properties](https://docs.sentry.io/concepts/search/searchable-properties/events/)); programs use their own
/// spellings. Migration 0025 removed most of these names and values from older rows; the rest is removed when an issue
/// is next read.
enum PersonalData {
    /// Parts of a name (separated by dots, hyphens, capitals and the like) that each make the name personal. Digits at
    /// a part's end are ignored: `user1`.
    private static let words: Set<String> = [
        "user", "enduser", "username", "usernames", "email", "emails", "phone", "phones", "ip", "ips", "ipv", "cookie",
        "cookies", "header", "headers", "authorization", "session", "usr", "tel", "mobile", "ssn", "sess", "token",
        "geo", "surname", "nickname", "birthday", "birthdate", "dob", "iban", "password", "passwd",
    ]
    /// Names without separators, for spellings such as `userId` and `client_addr`: whole names, and up to
    /// ``maximumJoined`` consecutive parts of longer ones.
    private static let names: Set<String> = [
        "userid", "useremail", "userip", "useruuid", "userdata", "useragent", "firstname", "lastname", "fullname",
        "emailaddress", "mail", "email", "login", "phonenumber", "ipaddress", "ipaddr", "clientip", "clientipaddress",
        "clientaddr", "clientaddress", "remoteip", "remoteaddr", "remoteaddress", "realip", "xrealip", "xforwardedfor",
        "forwardedfor", "sourceip", "peerip", "peeraddr", "peeraddress", "setcookie", "sessionid", "querystring", "uid",
        "loginname", "loginid", "userinfo", "usersession", "userphone", "userlogin", "userkey", "useraddress",
    ]
    /// Names that are personal only as a whole: `login.page`, `mail.server` and `k8s.pod.uid` are not.
    private static let wholeNames: Set<String> = ["login", "mail", "uid"]
    /// Parts of the names of tags with version numbers, some of which look like IPv4 addresses.
    private static let versionWords: Set<String> = ["release", "dist", "build"]
    /// Parts of the names of tags that contain a product with its version (`Chrome 1.2.3.4`).
    private static let productWords: Set<String> = [
        "browser", "os", "client", "device", "runtime", "sdk", "app", "package", "library",
    ]
    /// The maximum number of parts that are joined to be looked up in ``names``: `http.x_forwarded_for`.
    private static let maximumJoined = 3
    /// The maximum length of a name that is examined, in bytes. Longer names count as personal. Sentry keeps 32
    /// characters.
    private static let maximumName = 1_024

    /// Whether a tag is personal, by its name, or by its value regardless of the name; see
    /// ``containsPersonalData(_:_:)``. An IPv4 address counts unless the name indicates a version number. A value too
    /// long to be examined also counts.
    static func isPersonalValue(by name: String, _ value: String) -> Bool {
        guard let parts = parts(of: name), !isPersonal(parts) else { return true }
        if namesUsers(parts), Int64(value) == nil { return true }
        if PersonalText.isPlain(value) { return false }
        guard value.utf8.count <= PersonalText.maximumLength else { return true }
        let isProduct = !productWords.isDisjoint(with: parts)
        return containsPersonalData(value, namesVersion(parts) ? .version : isProduct ? .program : .address)
    }

    /// Whether a name is personal, regardless of its value.
    static func isPersonal(name: String) -> Bool { parts(of: name).map(isPersonal) ?? true }

    /// Whether the name is that of users, which may contain either a number of users, which is not personal, or the
    /// users themselves.
    static func namesUsers(_ name: String) -> Bool { parts(of: name).map { namesUsers($0) } ?? false }

    /// Whether the name is that of a version number.
    static func namesVersion(_ name: String) -> Bool { parts(of: name).map { namesVersion($0) } ?? false }

    private static func isPersonal(_ parts: [String]) -> Bool {
        if parts.contains(where: words.contains) || names.contains(parts.joined()) { return true }
        return parts.indices.contains { start in
            (1...maximumJoined).contains { count in
                guard start + count <= parts.count else { return false }
                let joined = parts[start..<start + count].joined()
                return names.contains(joined) && !wholeNames.contains(joined)
            }
        }
    }

    private static func namesUsers(_ parts: [String]) -> Bool { parts.contains("users") }

    private static func namesVersion(_ parts: [String]) -> Bool {
        parts.contains { versionWords.contains($0) || $0.contains("version") }
    }

    /// The parts of a name; nil if it is too long.
    private static func parts(of name: String) -> [String]? {
        guard name.utf8.count <= maximumName else { return nil }
        var text = PersonalText(name)
        return text.nameParts(in: text.all)
    }

    /// Whether a text contains an e-mail address, an IP address, a URL with a query or login, a path with a query, or a
    /// personal name with its value.
    private static func containsPersonalData(_ value: String, _ meaning: PersonalText.Version4Meaning) -> Bool {
        var text = PersonalText(value)
        return containsPersonalData(&text, meaning)
    }

    /// The same for a text whose reads are counted.
    static func containsPersonalData(_ text: inout PersonalText, _ meaning: PersonalText.Version4Meaning) -> Bool {
        if text.emailAddress(in: text.all) != nil || text.containsRevealingURL()
            || text.holdsNetworkAddress(meaning)
        {
            return true
        }
        return text.names().contains { isPersonal(text.nameParts(in: $0)) }
    }
}
