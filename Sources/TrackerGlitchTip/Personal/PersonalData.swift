/// Finds what programs tell about the people who use them. It is removed before anything is stored: from a ticket's
/// text and custom fields, from `remote_data`, and from the bodies of webhook deliveries. Only occurrences, which are
/// read from the server each time and never stored, show it.
///
/// SDKs put users into tags by the names `user.id`, `user.email`, `user.username`, `user.ip_address` ([searchable
/// properties](https://docs.sentry.io/concepts/search/searchable-properties/events/)); programs have spellings of their
/// own. Migration 0025 removed most of these names and values from older rows; the rest goes when an issue is read
/// next.
enum PersonalData {
    /// Parts of a name, between its dots, hyphens, capitals and the like, each of which makes it the name of something
    /// personal. Digits at a part's end do not count: `user1`.
    private static let words: Set<String> = [
        "user", "enduser", "username", "usernames", "email", "emails", "phone", "phones", "ip", "ips", "ipv", "cookie",
        "cookies", "header", "headers", "authorization", "session", "usr", "tel", "mobile", "ssn", "sess", "token",
        "geo", "surname", "nickname", "birthday", "birthdate", "dob", "iban", "password", "passwd",
    ]
    /// Names without dots and the like, for spellings such as `userId` and `client_addr`: whole ones, and those of up
    /// to ``maximumJoined`` parts of longer names.
    private static let names: Set<String> = [
        "userid", "useremail", "userip", "useruuid", "userdata", "useragent", "firstname", "lastname", "fullname",
        "emailaddress", "mail", "email", "login", "phonenumber", "ipaddress", "ipaddr", "clientip", "clientipaddress",
        "clientaddr", "clientaddress", "remoteip", "remoteaddr", "remoteaddress", "realip", "xrealip", "xforwardedfor",
        "forwardedfor", "sourceip", "peerip", "peeraddr", "peeraddress", "setcookie", "sessionid", "querystring", "uid",
        "loginname", "loginid", "userinfo", "usersession", "userphone", "userlogin", "userkey", "useraddress",
    ]
    /// Names that are personal as a whole alone: `login.page`, `mail.server` and `k8s.pod.uid` tell about nobody.
    private static let wholeNames: Set<String> = ["login", "mail", "uid"]
    /// Names of tags whose values are version numbers, some of them with four parts like an IPv4 address.
    private static let versionWords: Set<String> = ["release", "dist", "build"]
    /// Names of tags that show a program with its version (`Chrome 1.2.3.4`).
    private static let productWords: Set<String> = [
        "browser", "os", "client", "device", "runtime", "sdk", "app", "package", "library",
    ]
    /// How many parts of a name are joined to look for it in ``names``: `http.x_forwarded_for`.
    private static let maximumJoined = 3
    /// The longest name that is examined, in bytes; a longer one counts as personal. Sentry keeps 32 characters.
    private static let maximumName = 1_024

    /// Whether a tag tells about a person: by its name, or by its value, whatever the name; see
    /// ``tellsOfPerson(_:_:)``. An IPv4 address counts unless the name says that the value is a version. A value that
    /// is too long to be examined counts, too.
    static func isTold(by name: String, _ value: String) -> Bool {
        guard let parts = parts(of: name), !isPersonal(parts) else { return true }
        if namesUsers(parts), Int64(value) == nil { return true }
        if PersonalText.isPlain(value) { return false }
        guard value.utf8.count <= PersonalText.maximumLength else { return true }
        let isProduct = !productWords.isDisjoint(with: parts)
        return tellsOfPerson(value, namesVersion(parts) ? .version : isProduct ? .program : .address)
    }

    /// Whether what has this name tells about a person, whatever its value.
    static func isPersonal(name: String) -> Bool { parts(of: name).map(isPersonal) ?? true }

    /// Whether it is called `users`: a number of users, which tells about nobody, or the users themselves.
    static func namesUsers(_ name: String) -> Bool { parts(of: name).map { namesUsers($0) } ?? false }

    /// Whether a name says that values are version numbers.
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

    /// The parts of a name; nil for one that is too long.
    private static func parts(of name: String) -> [String]? {
        guard name.utf8.count <= maximumName else { return nil }
        var text = PersonalText(name)
        return text.nameParts(in: text.all)
    }

    /// Whether a text holds an e-mail address, an IP address, a URL with a query or a login, a path with a query, or a
    /// name of something personal with its value.
    private static func tellsOfPerson(_ value: String, _ meaning: PersonalText.Version4Meaning) -> Bool {
        var text = PersonalText(value)
        return tellsOfPerson(&text, meaning)
    }

    /// The same, of a text whose steps are counted.
    static func tellsOfPerson(_ text: inout PersonalText, _ meaning: PersonalText.Version4Meaning) -> Bool {
        if text.emailAddress(in: text.all) != nil || text.holdsRevealingAddress()
            || text.holdsNetworkAddress(meaning)
        {
            return true
        }
        return text.names().contains { isPersonal(text.nameParts(in: $0)) }
    }
}
