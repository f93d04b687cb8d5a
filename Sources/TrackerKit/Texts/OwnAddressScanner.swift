/// Finds the URLs of the target tracker's own tickets, merge requests and commits in a text.
///
/// GitHub and GitLab treat such a URL as a reference, anywhere in a link
/// ([GitHub](https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls),
/// [GitLab](https://docs.gitlab.com/user/markdown/#gitlab-specific-references)).
struct OwnAddressScanner {
    private let signs: SignReader
    private let isForeign: [Bool]
    private let hosts: [String]
    private let words: [String]

    init(_ signs: SignReader, isForeign: [Bool], syntax: ActiveSyntax) {
        self.signs = signs
        self.isForeign = isForeign
        hosts = syntax.hosts.flatMap { [$0, "www." + $0] }
        words = Array(syntax.pageWords)
    }

    private var scalars: [Unicode.Scalar] { signs.scalars }

    /// The indices before which a guard has to be inserted, in ascending order: after the word in a path (`issues`),
    /// before the slash and the number or name.
    var guardedRanges: [Int] {
        guard !hosts.isEmpty, !words.isEmpty, isForeign.contains(true) else { return [] }
        var places: [Int] = []
        var index = 0
        while index < scalars.count {
            let (path, next) = address(at: index)
            index = path.map { endOfLink(from: $0) } ?? next
            if let path { places += guardedRanges(in: path..<index) }
        }
        return places
    }

    /// Parses the text at an index. Returns the start of the path if one of the tracker's own addresses begins here,
    /// and the end of the other address or character otherwise.
    private func address(at index: Int) -> (path: Int?, next: Int) {
        let next = sign(at: index).end
        guard index == 0 || !scalars[index - 1].isOfHost else { return (nil, next) }
        guard let start = match("https://", at: index) ?? match("http://", at: index) else {
            return (path(ofHostAt: index), next)
        }
        let authority = scalars[start...].prefix { $0.isOfAddress && $0 != "/" && $0 != "?" && $0 != "#" }
        if let path = path(ofHostAt: authority.lastIndex(of: "@").map { $0 + 1 } ?? start) { return (path, next) }
        return (nil, max(next, scalars[start...].firstIndex { !$0.isOfAddress } ?? scalars.count))
    }

    /// The start of the path after one of the tracker's hosts; nil if none of these hosts is here.
    private func path(ofHostAt start: Int) -> Int? {
        for host in hosts {
            guard var position = match(host, at: start) else { continue }
            position = match(".", at: position) ?? position
            position = match(":443", at: position) ?? match(":80", at: position) ?? position
            if position < scalars.count, sign(at: position).scalar == "/" { return position }
        }
        return nil
    }

    /// The end of a link in any notation, or the start of the next one.
    private func endOfLink(from path: Int) -> Int {
        var index = path
        while index < scalars.count, !scalars[index].endsLink {
            if !scalars[index - 1].isOfHost, match("http://", at: index) ?? match("https://", at: index) != nil {
                break
            }
            index = sign(at: index).end
        }
        return index
    }

    private func guardedRanges(in path: Range<Int>) -> [Int] {
        var places: [Int] = []
        var index = path.lowerBound
        while index < path.upperBound {
            let (sign, next) = sign(at: index)
            index = next
            guard sign == "/", next < path.upperBound, isForeign[next] else { continue }
            for word in words {
                guard let end = match(word, at: next), end < path.upperBound, self.sign(at: end).scalar == "/" else {
                    continue
                }
                places.append(end)
                index = end
            }
        }
        return places
    }

    /// Compares with a lower-case ASCII word, case-insensitively and skipping backslash escapes. Returns the end of the
    /// word, or nil.
    private func match(_ word: String, at start: Int) -> Int? {
        var position = start
        for scalar in word.unicodeScalars {
            guard position < scalars.count else { return nil }
            let (sign, end) = sign(at: position)
            guard sign.asciiLowercased == scalar else { return nil }
            position = end
        }
        return position
    }

    /// The character at an index as a link sees it: the backslash of an escape is skipped
    /// (https://spec.commonmark.org/0.31.2/#backslash-escapes).
    private func sign(at index: Int) -> (scalar: Unicode.Scalar, end: Int) {
        guard scalars[index] == "\\", index + 1 < scalars.count, scalars[index + 1].isPunctuation else {
            return signs.sign(at: index)
        }
        return (scalars[index + 1], index + 2)
    }
}

extension Unicode.Scalar {
    fileprivate var isPunctuation: Bool { isASCII && !isLetterOrDigit && value > 0x20 && value < 0x7F }

    fileprivate var isOfHost: Bool { isLetterOrDigit || self == "." || self == "-" }

    /// Whether the character ends a link in every notation.
    fileprivate var endsLink: Bool {
        properties.isWhitespace || isGuard || self == "<" || self == ">" || self == "\"" || self == "`"
    }

    /// Whether the character can be part of another host's address in some notation.
    fileprivate var isOfAddress: Bool {
        isLetterOrDigit || !isASCII && !endsLink || "-._~:/?#@!$&+;=%".unicodeScalars.contains(self)
    }
}
