import Primitives

/// Finds what programs tell about the people who use them. It is removed before anything is stored: from a ticket's text and custom fields, from
/// `remote_data`, and from the bodies of webhook deliveries. Only occurrences, which are read from the server each time and never stored, show it.
///
/// SDKs put users into tags by the names `user.id`, `user.email`, `user.username`, `user.ip_address`
/// ([searchable properties](https://docs.sentry.io/concepts/search/searchable-properties/events/)); programs have spellings of their own.
/// Migration 0025 removed most of these names and values from rows that were stored before; what is found since is gone when an issue is read next.
enum PersonalData {
    /// Parts of a name, between its dots, hyphens, capitals and the like, each of which makes it the name of something personal. Digits at a
    /// part's end do not count: `user1`.
    private static let words: Set<String> = [
        "user", "enduser", "username", "email", "phone", "ip", "ipv", "cookie", "cookies", "header", "headers", "authorization", "session",
        "usr", "tel", "mobile", "ssn", "sess", "token", "geo",
    ]
    /// Whole names without dots and the like, for spellings such as `userId` and `client_addr`.
    private static let names: Set<String> = [
        "userid", "useremail", "userip", "useruuid", "userdata", "useragent", "firstname", "lastname", "fullname", "emailaddress", "mail",
        "email",
        "login", "phonenumber", "ipaddress", "ipaddr", "clientip", "clientipaddress", "clientaddr", "clientaddress", "remoteip",
        "remoteaddr", "remoteaddress", "realip", "xrealip", "xforwardedfor", "forwardedfor", "sourceip", "peerip", "setcookie", "sessionid",
        "querystring", "uid", "loginname", "loginid", "userinfo", "usersession", "userphone", "userlogin", "userkey", "useraddress",
    ]
    /// Names that are personal as a whole alone: `login.page`, `mail.server` and `k8s.pod.uid` tell about nobody.
    private static let wholeNames: Set<String> = ["login", "mail", "uid"]
    /// Names of tags whose values are version numbers, some of them with four parts like an IPv4 address.
    private static let versionWords: Set<String> = ["release", "dist", "build"]
    /// Names of tags that show a program with its version (`Chrome 1.2.3.4`).
    private static let productWords: Set<String> = ["browser", "os", "client", "device", "runtime", "sdk", "app", "package", "library"]

    /// Whether a tag tells about a person: by its name, or by its value, whatever the name; see ``tellsOfPerson(_:)``. An IPv4 address counts
    /// unless the name says that the value is a version.
    static func isTold(by name: String, _ value: String) -> Bool {
        if isPersonal(name: name) || (namesUsers(name) && Int64(value) == nil) { return true }
        let parts = Set(parts(of: name))
        let isVersion = !parts.isDisjoint(with: versionWords) || parts.contains { $0.contains("version") }
        let isProduct = !parts.isDisjoint(with: productWords)
        return tellsOfPerson(value) || holdsNetworkAddress(value, versionAllowed: isVersion, inTextAllowed: isProduct)
    }

    /// Whether what has this name tells about a person, whatever its value.
    static func isPersonal(name: String) -> Bool {
        let parts = parts(of: name)
        return parts.contains { words.contains($0) || (names.contains($0) && !wholeNames.contains($0)) } || names.contains(parts.joined())
    }

    /// Whether it is called `users`: a number of users, which tells about nobody, or the users themselves.
    private static func namesUsers(_ name: String) -> Bool { parts(of: name).contains("users") }

    /// The lower-case parts of a name, each without the digits at its end.
    private static func parts(of name: String) -> [String] {
        var parts: [String] = [], part = ""
        func end() {
            while part.last?.isNumber == true, part.count > 1 { part.removeLast() }
            if !part.isEmpty { parts.append(part.lowercased()) }
            part = ""
        }
        let characters = Array(visible(name))
        for (index, character) in characters.enumerated() {
            guard character.isASCII, character.isLetter || character.isNumber else {
                end()
                continue
            }
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            if character.isUppercase, let last = part.last, !last.isUppercase || next.isLowercase { end() }
            part.append(character)
        }
        end()
        return parts
    }
}

extension PersonalData {
    /// Members that name accounts of the server itself: the team that works on issues. They are kept, as other trackers' accounts are.
    private static let accounts: Set<String> = [
        "assignedTo", "assigned_to", "assignedBy", "assigned_by", "seenBy", "participants", "subscriptionDetails", "activity", "owners",
        "actor", "installation", "statusDetails",
    ]
    /// Members whose addresses lose their queries.
    private static let addresses: Set<String> = [
        "url", "uri", "culprit", "filename", "location", "transaction", "document_uri", "blocked_uri", "referrer", "abs_path",
    ]

    /// A document of the server, such as an issue, without what tells about the users of the program.
    static func removed(from json: JSON) -> JSON {
        switch json {
        case .array(let elements): .array(elements.filter { !isEmailAddresses($0.stringValue ?? "") }.map(removed))
        case .object(let members): .object(removed(from: members))
        default: json
        }
    }

    private static func removed(from members: [String: JSON]) -> [String: JSON] {
        // The name beside a user's address is that user's.
        let namesUser = members.keys.contains { $0 == "contact_email" }
        var kept: [String: JSON] = [:]
        for (name, value) in members {
            if accounts.contains(name) {
                kept[name] = value
            } else if name == "tags" || name == "fields" {
                kept[name] = tags(value)
            } else if !isPersonalMember(name, value), !(namesUser && name == "name") {
                kept[name] =
                    addresses.contains(name)
                    ? value.stringValue.map { .string(withoutQuery($0)) } ?? removed(from: value)
                    : removed(from: value)
            }
        }
        return kept
    }

    /// Counts of users, and what is true or false of them, tell about nobody.
    private static func isPersonalMember(_ name: String, _ value: JSON) -> Bool {
        if isEmailAddresses(value.stringValue ?? "") { return true }
        if namesUsers(name) { return !value.isNull && value.boolValue == nil && value.integerValue == nil }
        guard isPersonal(name: name), !value.isNull, value.boolValue == nil else { return false }
        return value.integerValue == nil || !name.lowercased().hasSuffix("count")
    }

    /// Tags without those that tell about a person: objects with a key, as answers have them, pairs, as webhooks have them, one object with the
    /// keys as its members, or objects with a title, as the fields of GlitchTip's alerts are.
    private static func tags(_ json: JSON) -> JSON {
        switch json {
        case .array(let tags):
            .array(
                tags.filter { tag in
                    guard let key = (tag["key"] ?? tag["title"] ?? tag[0])?.stringValue else { return true }
                    return !isTold(by: key, value(tag["value"] ?? tag[1]))
                }.map(removed))
        case .object(let members): .object(removed(from: members.filter { !isTold(by: $0.key, value($0.value)) }))
        default: json
        }
    }

    /// A tag's value as text, a list's too.
    private static func value(_ json: JSON?) -> String { json.map { $0.stringValue ?? $0.text } ?? "" }
}

/// Bodies of webhook deliveries.
extension PersonalData {
    /// What is stored of a delivery that nobody can read, and whose personal data therefore nobody can find.
    static let unreadableBody = Array(#"{"note":"The body was not a JSON object. It is not stored."}"#.utf8)

    /// The members of a body, read with the repairs with which notices are read; nil for what is not a JSON object.
    static func members(of body: [UInt8]) -> [String: JSON]? {
        do throws(JSONError) {
            return try JSON(repairing: body).objectValue
        } catch {
            return nil
        }
    }
}
