package import Primitives

/// Removes credentials from the body of a delivery before it is stored: webhooks that were set up by hand may also send
/// events that the gateway does not need, and some of those carry credentials.
package struct CredentialFilter: Sendable {
    private static let mask = JSON.string("***")
    /// Names of members that are credentials here although ``CredentialName`` does not know them.
    private let names: Set<String>

    /// - Parameter names: Names of members that are credentials in the deliveries of this tracker, besides those that
    ///   suggest one everywhere.
    package init(besides names: Set<String> = []) { self.names = names }

    /// The JSON with `***` for the values of members that are credentials, and of pairs such as
    /// `{"name": "Authorization", "value": "…"}`.
    package func masked(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): .array(elements.map(masked))
        case .object(let members): .object(maskedMembers(members))
        default: json
        }
    }

    /// The body with ``masked(_:)`` JSON; unchanged, byte for byte, if nothing is masked or it is not JSON. Most bodies
    /// are not parsed for that, only searched for names.
    package func masked(_ body: [UInt8]) -> [UInt8] {
        guard mentionsCredential(body) else { return body }
        let json: JSON
        do throws(JSONError) { json = try JSON(repairing: body) } catch { return body }
        let clean: JSON = masked(json)
        return clean == json ? body : clean.serialized()
    }

    private func maskedMembers(_ members: [String: JSON]) -> [String: JSON] {
        let isNamed = ["name", "key", "header"].contains {
            members[$0]?.stringValue.map(CredentialName.isLike) ?? false
        }
        var masked: [String: JSON] = [:]
        for (name, value) in members {
            let isCredential = names.contains(name) || CredentialName.isLike(name) || (isNamed && name == "value")
            let hides = isCredential && !value.isNull && value.boolValue == nil
            masked[name] = hides ? Self.mask : self.masked(value)
        }
        return masked
    }

    /// Whether a string of the body is one of the names, or a name contains an escape, which may hide one. Values are
    /// examined too: in a pair, the name is one.
    private func mentionsCredential(_ body: [UInt8]) -> Bool {
        let names = self.names.map { Array($0.utf8)[...] }
        var index = body.startIndex
        while let open = body[index...].firstIndex(of: Self.quote) {
            let (end, hasEscape) = Self.endOfString(in: body, from: open + 1)
            let text = body[(open + 1)..<end]
            index = min(end + 1, body.endIndex)
            let isName = body[index...].first(where: { !Self.blanks.contains($0) }) == UInt8(ascii: ":")
            guard text.count <= (isName ? Self.maximumName : Self.maximumNameInPair) else { continue }
            if isName, hasEscape || names.contains(text) { return true }
            if CredentialName.isLike(text) { return true }
        }
        return false
    }

    /// How long a name may be, in bytes. No tracker uses longer ones.
    private static let maximumName = 128
    /// How long the name in a pair may be, in bytes: most values are URLs and texts, which are longer.
    private static let maximumNameInPair = 40
    private static let quote = UInt8(ascii: "\""), backslash = UInt8(ascii: "\\")
    private static let blanks = Array(" \t\r\n".utf8)

    /// The index of the quotation mark that closes a string, or of the body's end, and whether an escape precedes it.
    private static func endOfString(in body: [UInt8], from start: Int) -> (end: Int, hasEscape: Bool) {
        var index = start
        var hasEscape = false
        while index < body.endIndex, body[index] != quote {
            hasEscape = hasEscape || body[index] == backslash
            index += body[index] == backslash ? 2 : 1
        }
        return (min(index, body.endIndex), hasEscape)
    }
}
