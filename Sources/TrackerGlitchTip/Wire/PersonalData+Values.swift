import Glibc

/// What is personal in a value, whatever its name.
extension PersonalData {
    /// Whether a text holds an e-mail address, a URL with a query or a login, or a path with a query.
    static func tellsOfPerson(_ value: String) -> Bool {
        let text = visible(value)
        return holdsEmailAddress(text) || (isAddress(text) && holdsQuery(text[...])) || words(of: text).contains(where: isRevealingAddress)
    }

    /// A text without what nobody sees (zero-width and control characters, blanks around it), so that none of it hides an address. `%40` and the
    /// wide forms of `@` are that character.
    static func visible(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.isWhitespace {
                scalars.append(" ")
            } else if scalar == "\u{FF20}" || scalar == "\u{FE6B}" {
                scalars.append("@")
            } else if !properties.isDefaultIgnorableCodePoint, properties.generalCategory != .format, properties.generalCategory != .control
            {
                scalars.append(scalar)
            }
        }
        let seen = String(scalars).drop { $0 == " " }
        return String(seen.prefix(upTo: seen.lastIndex { $0 != " " }.map(seen.index(after:)) ?? seen.startIndex)).replacing(
            "%40", with: "@")
    }

    private static func words(of text: String) -> [Substring] { text.split { $0.isWhitespace || "<>\"'()".contains($0) } }
}

/// URLs and paths.
extension PersonalData {
    /// A text that may be, or hold, the address of a page or file, without queries, fragments and logins; any other text as it is.
    static func withoutQuery(_ text: String) -> String {
        let trimmed = text.drop(while: \.isWhitespace)
        // A query may hold blanks: what follows an address that is alone, or behind a method, belongs to it.
        let rest = trimmed.drop { $0.isASCII && $0.isUppercase }.drop(while: \.isWhitespace)
        for address in [trimmed, rest] where isAddress(String(address)) {
            let end = address.firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
            return withoutLogin(String(text[..<end]))
        }
        guard tellsOfPerson(text) else { return text }
        return text.split(omittingEmptySubsequences: false) { $0.isWhitespace }
            .map { word in
                guard isRevealingAddress(word) || words(of: String(word)).contains(where: isRevealingAddress) else { return String(word) }
                return withoutLogin(String(word.prefix { $0 != "?" && $0 != "#" }))
            }.joined(separator: " ")
    }

    /// URLs without the login before their host. Everything up to the last `@` before the path is one.
    static func withoutLogin(_ text: String) -> String {
        var kept = "", rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            kept += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            if let sign = authority(rest).lastIndex(of: "@") { rest = rest[rest.index(after: sign)...] }
        }
        return kept + rest
    }

    /// `https://host/…`, or a path.
    private static func isAddress(_ text: String) -> Bool {
        guard !text.hasPrefix("/"), let scheme = text.firstRange(of: "://") else { return text.hasPrefix("/") }
        return text[..<scheme.lowerBound].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.:".contains($0)) }
            && text.first?.isLetter == true
    }

    /// A word with a query, a fragment that is written like one, or a login before the host. `what?` has none.
    private static func isRevealingAddress(_ word: Substring) -> Bool {
        if holdsLogin(word) || (isAddress(String(word)) && holdsQuery(word)) { return true }
        guard let mark = word.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return false }
        let query = word[word.index(after: mark)...]
        if let sign = query.firstIndex(of: "="), sign > query.startIndex, word[mark] == "?" { return true }
        let isPlace = word[..<mark].contains { $0 == "/" || $0 == "." }
        return isPlace && !query.isEmpty && (word[mark] == "?" || query.contains("="))
    }

    /// A query, or a fragment that is written like one. A fragment without `=` is the place of a page.
    private static func holdsQuery(_ address: Substring) -> Bool {
        if holdsLogin(address) || address.contains("?") { return true }
        guard let fragment = address.firstIndex(of: "#") else { return false }
        return address[fragment...].contains("=")
    }

    private static func holdsLogin(_ text: Substring) -> Bool {
        if text.hasPrefix("//"), authority(text.dropFirst(2)).dropFirst().contains("@") { return true }
        var rest = text
        while let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...]
            if authority(rest).contains("@") { return true }
        }
        return false
    }

    /// What stands before the path.
    private static func authority(_ text: Substring) -> Substring { text.prefix { !"/?#".contains($0) && !$0.isWhitespace } }
}

/// E-mail addresses.
extension PersonalData {
    /// Whether a text is an e-mail address, or a list of them, as a whole.
    static func isEmailAddresses(_ text: String) -> Bool {
        let text = visible(text)
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<"), holdsEmailAddress(String(text[open...])) { return true }
        let parts = text.split { $0 == "," || $0 == ";" || $0 == " " }
        return !parts.isEmpty && parts.allSatisfy { $0.contains("@") && holdsEmailAddress(String($0)) && !$0.contains("://") }
    }

    /// Whether an e-mail address is anywhere in a text (RFC 5322, section 3.4; RFC 6531 for other alphabets). A release (`shop@1.4.2`) is none:
    /// its last part holds no letters. Neither is a file of a package (`react@beta.js/index`), nor a repository (`git@host.example:path`).
    static func holdsEmailAddress(_ text: String) -> Bool {
        var rest = text[...], before = text[..<text.startIndex]
        while let sign = rest.firstIndex(of: "@") {
            before = text[..<sign]
            rest = text[text.index(after: sign)...]
            let local = before.suffix(while: isLocalCharacter)
            if !local.isEmpty, isHost(rest, local: local) { return true }
        }
        return false
    }

    /// Whether a text begins with the host of an e-mail address.
    private static func isHost(_ text: Substring, local: Substring) -> Bool {
        if text.hasPrefix("[") { return text.dropFirst().prefix { $0 != "@" && $0 != " " }.contains("]") }
        let run = text.prefix { isLabelCharacter($0) || $0 == "." }
        let next = text[run.endIndex...].first
        if next == "/" || (next == ":" && repositories.contains(local.lowercased())) { return false }
        let host = run.lowercased()
        if host == "localhost" { return true }
        let labels = run.split(separator: ".")
        guard labels.count >= 2, !run.hasPrefix("."), !run.contains(".."), let last = labels.last else { return false }
        let isVersion = labels.count > 2 && labels.prefix(2).allSatisfy { $0.first?.isNumber == true }
        return !isVersion && last.count >= 2 && (last.allSatisfy(\.isLetter) || last.lowercased().hasPrefix("xn--"))
    }

    /// Accounts that everybody uses to read a repository.
    private static let repositories: Set<String> = ["git", "hg", "svn"]

    private static func isLocalCharacter(_ character: Character) -> Bool {
        guard character.isASCII else { return character.isLetter || character.isNumber || character.isSymbol }
        return character.isLetter || character.isNumber || "._%+-!#$&'*=?^`{|}~\"".contains(character)
    }

    private static func isLabelCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "-"
    }
}

extension StringProtocol {
    /// The longest end whose characters all are so.
    fileprivate func suffix(while isSo: (Character) -> Bool) -> SubSequence {
        var start = endIndex
        while start > startIndex, isSo(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}

/// IP addresses.
extension PersonalData {
    /// Whether a text is an IP address or a list of them, or holds one.
    /// - Parameters:
    ///   - versionAllowed: The value is a version: `1.2.3.4` is none then.
    ///   - inTextAllowed: The value is a program with its version: `Chrome 1.2.3.4` is none then.
    static func holdsNetworkAddress(_ value: String, versionAllowed: Bool, inTextAllowed: Bool) -> Bool {
        let words = visible(value).split { $0.isWhitespace || ",;=\"'()<>|".contains($0) }
        let found = words.map { word in isVersion6(word) || (!versionAllowed && isVersion4(word)) }
        guard found.contains(true) else { return false }
        if !found.contains(false) { return true }
        // Browsers end their versions so (`Chrome 120.0.0.0`), and no computer has such an address.
        return zip(words, found).contains { word, isFound in
            isFound && (isVersion6(word) || (!inTextAllowed && !word.hasSuffix(".0.0")))
        }
    }

    /// Four numbers up to 255, with a port or a prefix's length, within a URL too.
    private static func isVersion4(_ word: Substring) -> Bool {
        var host = word
        if let scheme = host.firstRange(of: "://") { host = host[scheme.upperBound...] }
        host = host.prefix { $0 != ":" && $0 != "/" }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        while host.hasSuffix(".") { host = host.dropLast() }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4
            && numbers.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isASCII) && UInt8($0) != nil && !$0.hasPrefix("+") }
    }

    /// As RFC 4291, section 2.2, has it, with a zone, a prefix's length, or brackets and a port, within a URL too.
    private static func isVersion6(_ word: Substring) -> Bool {
        var host = word
        if let open = host.firstIndex(of: "[") { host = host[host.index(after: open)...].prefix { $0 != "]" } }
        host = host.prefix { $0 != "%" && $0 != "/" }
        while host.hasSuffix(".") { host = host.dropLast() }
        guard host.utf8.count <= maximumVersion6, host.filter({ $0 == ":" }).count >= 2 else { return false }
        var address = in6_addr()
        return inet_pton(AF_INET6, String(host), &address) == 1
    }

    /// How long an IPv6 address is at most (`INET6_ADDRSTRLEN` without its end).
    private static let maximumVersion6 = 45
}
