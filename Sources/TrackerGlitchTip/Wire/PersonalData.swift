import Primitives

/// Finds what programs tell about the people who use them. It is removed before anything is stored: from a ticket's
/// text and custom fields, from `remote_data`, and from the bodies of webhook deliveries. Only occurrences, which are
/// read from the server each time and never stored, show it.
///
/// SDKs put users into tags by the names `user.id`, `user.email`, `user.username`, `user.ip_address` ([searchable
/// properties](https://docs.sentry.io/concepts/search/searchable-properties/events/)); programs have spellings of their
/// own. Migration 0025 removes the same names and values from older rows: change both together.
enum PersonalData {
    /// Parts of a name, between its dots, hyphens, underscores and the like, each of which makes it the name of
    /// something personal.
    private static let words: Set<String> = [
        "user", "enduser", "username", "email", "phone", "ip", "cookie", "cookies", "header", "headers",
        "authorization", "session",
        "usr", "tel", "mobile", "ssn", "sess", "token", "geo",
    ]
    /// Whole names without dots and the like, for spellings such as `userId` and `client_addr`.
    private static let names: Set<String> = [
        "userid", "useremail", "userip", "useruuid", "userdata", "useragent", "firstname", "lastname", "fullname",
        "emailaddress", "mail",
        "email",
        "login", "phonenumber", "ipaddress", "ipaddr", "clientip", "clientipaddress", "clientaddr", "clientaddress",
        "remoteip",
        "remoteaddr", "remoteaddress", "realip", "xrealip", "xforwardedfor", "forwardedfor", "sourceip", "peerip",
        "setcookie", "sessionid",
        "querystring",
    ]

    /// Whether a tag tells about a person: by its name, or because its value is an e-mail address or a URL with a query
    /// or a login, whatever the name.
    static func isTold(by name: String, _ value: String) -> Bool {
        isPersonal(name: name) || isEmailAddress(value) || (isAddress(value) && holdsQueryOrLogin(value))
            || isRelativeQuery(value)
    }

    /// Whether what has this name tells about a person, whatever its value.
    static func isPersonal(name: String) -> Bool {
        let parts = name.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return parts.contains { words.contains(String($0)) } || names.contains(parts.joined())
    }

    /// The address of a page or file without its query and fragment; any other text as it is.
    static func withoutQuery(_ text: String) -> String {
        isAddress(text) ? String(text.prefix { $0 != "?" && $0 != "#" }) : text
    }

    /// `https://host/…`, or a path.
    private static func isAddress(_ text: String) -> Bool {
        guard !text.hasPrefix("/"), let scheme = text.firstRange(of: "://") else { return text.hasPrefix("/") }
        return text[..<scheme.lowerBound].allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0))
        }
            && text.first?.isLetter == true
    }

    /// A query, a fragment that is written like one, or a login before the host. A fragment without `=` is the place of
    /// a page.
    private static func holdsQueryOrLogin(_ address: String) -> Bool {
        if address.contains("?") { return true }
        if let fragment = address.firstIndex(of: "#"), address[fragment...].contains("=") { return true }
        guard let scheme = address.firstRange(of: "://") else { return false }
        return address[scheme.upperBound...].prefix { $0 != "/" && $0 != "#" }.contains("@")
    }

    /// `page?name=value`: an address without its host.
    private static func isRelativeQuery(_ text: String) -> Bool {
        guard let mark = text.firstIndex(of: "?"), !text[..<mark].contains(where: \.isWhitespace),
            let sign = text[mark...].firstIndex(of: "=")
        else { return false }
        let name = text[text.index(after: mark)..<sign]
        return !name.isEmpty && !name.contains(where: \.isWhitespace)
    }

    /// A text that is an e-mail address as a whole, also as `Name <address>` and `mailto:address` (RFC 5322, section
    /// 3.4; RFC 6068). A release (`shop@1.4.2`) is none: its last part holds no letters.
    private static func isEmailAddress(_ text: String) -> Bool {
        var text = text[...]
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            text = text[text.index(after: open)...].dropLast()
        }
        if text.hasPrefix("mailto:") { text = text.dropFirst("mailto:".count) }
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= maximumAddress, halves.count == 2, !halves[0].isEmpty,
            halves[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._%+-".contains($0)) })
        else { return false }
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isLabelCharacter) }),
            let last = labels.last
        else {
            return false
        }
        return last.count >= 2 && last.allSatisfy { $0.isASCII && $0.isLetter }
    }

    private static func isLabelCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "-")
    }

    /// The longest e-mail address (RFC 5321, section 4.5.3.1.3: a path of 256 octets with its brackets).
    private static let maximumAddress = 254
}

extension PersonalData {
    /// Members that name accounts of the server itself: the team that works on issues. They are kept, as other
    /// trackers' accounts are.
    private static let accounts: Set<String> = [
        "assignedTo", "assigned_to", "assignedBy", "assigned_by", "seenBy", "participants", "subscriptionDetails",
        "activity", "owners",
        "actor", "installation", "statusDetails",
    ]
    /// Members whose addresses lose their queries.
    private static let addresses: Set<String> = [
        "url", "uri", "culprit", "filename", "location", "transaction", "document_uri", "blocked_uri", "referrer",
        "abs_path",
    ]

    /// A document of the server, such as an issue, without what tells about the users of the program.
    static func removed(from json: JSON) -> JSON {
        switch json {
        case .array(let elements): .array(elements.filter { !isEmailAddress($0.stringValue ?? "") }.map(removed))
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
            } else if name == "tags" {
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
        if isEmailAddress(value.stringValue ?? "") { return true }
        guard isPersonal(name: name), !value.isNull, value.boolValue == nil else { return false }
        return value.integerValue == nil || !name.lowercased().hasSuffix("count")
    }

    /// Tags without those that tell about a person: objects with a key, as answers have them, or pairs, as webhooks
    /// have them.
    private static func tags(_ json: JSON) -> JSON {
        guard case .array(let tags) = json else { return removed(from: json) }
        return .array(
            tags.filter { tag in
                guard let key = (tag["key"] ?? tag[0])?.stringValue else { return true }
                return !isTold(by: key, (tag["value"] ?? tag[1])?.stringValue ?? "")
            }.map(removed))
    }
}
