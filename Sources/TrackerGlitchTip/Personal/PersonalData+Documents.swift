import Primitives

/// JSON documents of the servers.
extension PersonalData {
    /// Members that contain accounts of the server itself: the team that works on issues. They are kept, as other
    /// trackers' accounts are.
    private static let accounts: Set<String> = [
        "assignedTo", "assigned_to", "assignedBy", "assigned_by", "seenBy", "participants", "subscriptionDetails",
        "activity", "owners", "actor", "installation", "statusDetails",
    ]
    /// Members that contain data sent by a program. They never contain accounts of the server.
    private static let programs: Set<String> = [
        "metadata", "latestEvent", "event", "error", "contexts", "context", "extra", "entries", "request",
        "breadcrumbs",
    ]
    /// Members whose URLs lose their queries.
    private static let addresses: Set<String> = [
        "url", "uri", "culprit", "filename", "location", "transaction", "document_uri", "blocked_uri", "referrer",
        "abs_path", "absPath",
    ]
    /// Members that contain tags: those of events, the fields of GlitchTip's alerts, and the facts of its messages.
    private static let tagLists: Set<String> = ["tags", "fields", "facts"]

    /// The context of a value in its document.
    private struct Context {
        var isOfProgram = false
        var isVersion = false
    }

    /// A document of the server, such as an issue, without the personal data of the program's users.
    static func removed(from json: JSON) -> JSON { removed(from: json, in: Context()) }

    private static func removed(from json: JSON, in context: Context) -> JSON {
        switch json {
        case .array(let elements):
            .array(
                elements.filter { !isAddressOfPerson($0.stringValue ?? "", isVersion: context.isVersion) }
                    .map { removed(from: $0, in: context) })
        case .object(let members): .object(removed(from: members, in: context))
        default: json
        }
    }

    private static func removed(from members: [String: JSON], in context: Context) -> [String: JSON] {
        // In this object, `name` is the name of the user with the e-mail address.
        let namesUser = members["contact_email"] != nil
        var kept: [String: JSON] = [:]
        for (name, value) in members where !(namesUser && name == "name") {
            if accounts.contains(name), !context.isOfProgram {
                kept[name] = value
            } else if tagLists.contains(name) {
                kept[name] = tags(value, in: context)
            } else if !isPersonalMember(name, value, in: context) {
                kept[name] = shown(value, of: name, in: context)
            }
        }
        return kept
    }

    private static func shown(_ value: JSON, of name: String, in context: Context) -> JSON {
        if addresses.contains(name), let text = value.stringValue { return .string(withoutQuery(text)) }
        guard value.arrayValue != nil || value.objectValue != nil else { return value }
        var context = context
        context.isOfProgram = context.isOfProgram || programs.contains(name)
        context.isVersion = context.isVersion || namesVersion(name)
        return removed(from: value, in: context)
    }

    /// Counts of users and booleans about them are not personal.
    private static func isPersonalMember(_ name: String, _ value: JSON, in context: Context) -> Bool {
        if let text = value.stringValue,
            isAddressOfPerson(text, isVersion: context.isVersion || (!PersonalText.isPlain(text) && namesVersion(name)))
        {
            return true
        }
        guard !value.isNull, value.boolValue == nil else { return false }
        if isPersonal(name: name) { return value.integerValue == nil || !name.lowercased().hasSuffix("count") }
        return namesUsers(name) && value.integerValue == nil
    }

    /// Removes personal tags. Tags are objects with a key (in API responses), pairs (in webhooks), one object with the
    /// keys as its members, texts such as `name:value`, or objects with a title or name (the fields and facts of
    /// GlitchTip's alerts).
    private static func tags(_ json: JSON, in context: Context) -> JSON {
        var context = context
        context.isOfProgram = true
        switch json {
        case .array(let tags):
            return .array(tags.filter { !isPersonalTag($0) }.map { removed(from: $0, in: context) })
        case .object(let members):
            return removed(from: .object(members.filter { !isPersonalValue(by: $0.key, value($0.value)) }), in: context)
        case .string(let text): return isPersonalValue(by: "", text) ? .null : json
        default: return json
        }
    }

    private static func isPersonalTag(_ tag: JSON) -> Bool {
        if let text = tag.stringValue {
            let name = text.prefix { $0 != ":" && $0 != "=" }
            return isPersonalValue(by: name.utf8.count < text.utf8.count ? String(name) : "", text)
        }
        let key = tag["key"] ?? tag["title"] ?? tag["name"] ?? tag[0]
        guard let key else { return false }
        return isPersonalValue(by: value(key), value(tag["value"] ?? tag["topValues"] ?? tag[1]))
    }

    /// A tag's value as text; lists as JSON.
    private static func value(_ json: JSON?) -> String { json.map { $0.stringValue ?? $0.text } ?? "" }
}

/// The bodies of webhook deliveries.
extension PersonalData {
    /// Stored instead of a body that cannot be parsed, since its personal data cannot be found.
    static let unreadableBody = Array(#"{"note":"The body was not a JSON object. It is not stored."}"#.utf8)

    /// The members of a body, parsed with the same repairs as for notices; nil if it is not a JSON object.
    static func members(of body: [UInt8]) -> [String: JSON]? {
        do throws(JSONError) {
            return try JSON(repairing: body).objectValue
        } catch {
            return nil
        }
    }
}
