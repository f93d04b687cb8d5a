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
    var guardIndices: [Int] {
        guard !hosts.isEmpty, !words.isEmpty, isForeign.contains(true) else { return [] }
        var indices: [Int] = []
        var index = 0
        while index < scalars.count {
            let (path, next) = address(at: index)
            index = path.map { endOfLink(from: $0) } ?? next
            if let path { indices += guardIndices(in: path..<index) }
        }
        return indices
    }

    /// Parses the text at an index. Returns the start of the path if one of the tracker's own addresses begins here,
    /// and the end of the other address or character otherwise.
    private func address(at index: Int) -> (path: Int?, next: Int) {
        let next = signs.unescapedSign(at: index).end
        guard index == 0 || !scalars[index - 1].isOfHost else { return (nil, next) }
        guard let start = signs.match("https://", at: index) ?? signs.match("http://", at: index) else {
            return (path(ofHostAt: index), next)
        }
        let authority = scalars[start...].prefix { $0.isOfAddress && $0 != "/" && $0 != "?" && $0 != "#" }
        if let path = path(ofHostAt: authority.lastIndex(of: "@").map { $0 + 1 } ?? start) { return (path, next) }
        return (nil, max(next, scalars[start...].firstIndex { !$0.isOfAddress } ?? scalars.count))
    }

    /// The start of the path after one of the tracker's hosts; nil if none of these hosts is here.
    private func path(ofHostAt start: Int) -> Int? {
        for host in hosts {
            guard var position = signs.match(host, at: start) else { continue }
            position = signs.match(".", at: position) ?? position
            position = signs.match(":443", at: position) ?? signs.match(":80", at: position) ?? position
            if position < scalars.count, signs.unescapedSign(at: position).scalar == "/" { return position }
        }
        return nil
    }

    /// The end of a link in any notation, or the start of the next one.
    private func endOfLink(from path: Int) -> Int {
        var index = path
        while index < scalars.count, !scalars[index].endsLink {
            if !scalars[index - 1].isOfHost,
                signs.match("http://", at: index) ?? signs.match("https://", at: index) != nil
            {
                break
            }
            index = signs.unescapedSign(at: index).end
        }
        return index
    }

    private func guardIndices(in path: Range<Int>) -> [Int] {
        var indices: [Int] = []
        var index = path.lowerBound
        while index < path.upperBound {
            let (sign, next) = signs.unescapedSign(at: index)
            index = next
            guard sign == "/", next < path.upperBound, isForeign[next] else { continue }
            for word in words {
                guard let end = signs.match(word, at: next), end < path.upperBound,
                    signs.unescapedSign(at: end).scalar == "/"
                else {
                    continue
                }
                indices.append(end)
                index = end
            }
        }
        return indices
    }
}

extension Unicode.Scalar {
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
