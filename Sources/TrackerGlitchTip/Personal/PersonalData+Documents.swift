import Primitives

/// Documents of the servers.
extension PersonalData {
    /// Members that name accounts of the server itself: the team that works on issues. They are kept, as other
    /// trackers' accounts are.
    private static let accounts: Set<String> = [
        "assignedTo", "assigned_to", "assignedBy", "assigned_by", "seenBy", "participants", "subscriptionDetails",
        "activity", "owners", "actor", "installation", "statusDetails",
    ]
    /// Members that hold what a program sent; no account of the server is in them.
    private static let programs: Set<String> = [
        "metadata", "latestEvent", "event", "error", "contexts", "context", "extra", "entries", "request",
        "breadcrumbs",
    ]
    /// Members whose addresses lose their queries.
    private static let addresses: Set<String> = [
        "url", "uri", "culprit", "filename", "location", "transaction", "document_uri", "blocked_uri", "referrer",
        "abs_path", "absPath",
    ]
    /// Members that hold tags: those of events, the fields of GlitchTip's alerts, and the facts of its messages.
    private static let tagLists: Set<String> = ["tags", "fields", "facts"]

    /// Where a part of a document is.
    private struct Place {
        var isOfProgram = false
        var isVersion = false
    }

    /// A document of the server, such as an issue, without what tells about the users of the program.
    static func removed(from json: JSON) -> JSON { removed(from: json, at: Place()) }

    private static func removed(from json: JSON, at place: Place) -> JSON {
        switch json {
        case .array(let elements):
            .array(
                elements.filter { !isAddressOfPerson($0.stringValue ?? "", isVersion: place.isVersion) }
                    .map { removed(from: $0, at: place) })
        case .object(let members): .object(removed(from: members, at: place))
        default: json
        }
    }

    private static func removed(from members: [String: JSON], at place: Place) -> [String: JSON] {
        // The name beside a user's address is that user's.
        let namesUser = members["contact_email"] != nil
        var kept: [String: JSON] = [:]
        for (name, value) in members where !(namesUser && name == "name") {
            if accounts.contains(name), !place.isOfProgram {
                kept[name] = value
            } else if tagLists.contains(name) {
                kept[name] = tags(value, at: place)
            } else if !isPersonalMember(name, value, at: place) {
                kept[name] = shown(value, of: name, at: place)
            }
        }
        return kept
    }

    private static func shown(_ value: JSON, of name: String, at place: Place) -> JSON {
        if addresses.contains(name), let text = value.stringValue { return .string(withoutQuery(text)) }
        guard value.arrayValue != nil || value.objectValue != nil else { return value }
        var place = place
        place.isOfProgram = place.isOfProgram || programs.contains(name)
        place.isVersion = place.isVersion || namesVersion(name)
        return removed(from: value, at: place)
    }

    /// Counts of users, and what is true or false of them, tell about nobody.
    private static func isPersonalMember(_ name: String, _ value: JSON, at place: Place) -> Bool {
        if let text = value.stringValue,
            isAddressOfPerson(text, isVersion: place.isVersion || (!PersonalText.isPlain(text) && namesVersion(name)))
        {
            return true
        }
        guard !value.isNull, value.boolValue == nil else { return false }
        if isPersonal(name: name) { return value.integerValue == nil || !name.lowercased().hasSuffix("count") }
        return namesUsers(name) && value.integerValue == nil
    }

    /// Tags without those that tell about a person: objects with a key, as answers have them, pairs, as webhooks have
    /// them, one object with the keys as its members, texts such as `name:value`, or objects with a title or name, as
    /// the fields and facts of GlitchTip's alerts are.
    private static func tags(_ json: JSON, at place: Place) -> JSON {
        var place = place
        place.isOfProgram = true
        switch json {
        case .array(let tags):
            return .array(tags.filter { !isToldByTag($0) }.map { removed(from: $0, at: place) })
        case .object(let members):
            return removed(from: .object(members.filter { !isTold(by: $0.key, value($0.value)) }), at: place)
        case .string(let text): return isTold(by: "", text) ? .null : json
        default: return json
        }
    }

    private static func isToldByTag(_ tag: JSON) -> Bool {
        if let text = tag.stringValue {
            let name = text.prefix { $0 != ":" && $0 != "=" }
            return isTold(by: name.utf8.count < text.utf8.count ? String(name) : "", text)
        }
        let key = tag["key"] ?? tag["title"] ?? tag["name"] ?? tag[0]
        guard let key else { return false }
        return isTold(by: value(key), value(tag["value"] ?? tag["topValues"] ?? tag[1]))
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
