package import HTTPKit
import HTTPTypes
import Primitives
package import ServiceKit

extension Request {
    /// The precondition from `If-Match`. Pass it to the service, which checks it before or in its transaction; see
    /// `Precondition`.
    /// - Throws: 412 for a value that no object can match: without quotes, or only with weak tags.
    package var precondition: Precondition {
        get throws {
            guard let value = headers[.ifMatch] else { return .none }
            if value.trimmed == "*" { return .exists }
            let tags = EntityTags.strong(value)
            if tags.isEmpty, let fault = EntityTags.fault(in: value) {
                throw Failure(.preconditionFailed, detail: "If-Match \(fault).")
            }
            return .oneOf(Set(tags))
        }
    }

    /// 304 if `If-None-Match` contains the object's current tag (RFC 9110, section 13.1.2), otherwise nil.
    package func notModified(_ present: ETag) -> Response? {
        guard headers.contains(.ifNoneMatch), let value = headers[.ifNoneMatch] else { return nil }
        guard value.trimmed == "*" || EntityTags.all(value).contains(present) else { return nil }
        return Response(status: .notModified, headers: [.eTag: present.headerValue])
    }
}

/// Lists of entity tags, as in `If-Match` (RFC 9110, section 8.8.3).
enum EntityTags {
    /// All tags, including weak ones, for the weak comparison.
    static func all(_ text: String) -> [ETag] { parse(text).map(\.tag) }

    /// Only the strong tags: in the strong comparison, a weak tag never matches (section 8.8.3.2).
    static func strong(_ text: String) -> [ETag] { parse(text).filter { !$0.isWeak }.map(\.tag) }

    /// The longest value that a message repeats, in bytes.
    private static let longestExample = 100

    /// What is wrong with a value without strong tags, to follow the field's name.
    static func fault(in text: String) -> String? {
        guard strong(text).isEmpty else { return nil }
        if let weak = all(text).first, weak.opaque.utf8.count <= longestExample {
            return "must be a strong ETag, since a weak one never matches: send \(weak.headerValue) without W/"
        }
        let opaque = text.filter { $0 != "\"" && !$0.isWhitespace }
        guard !opaque.isEmpty, text.utf8.count <= longestExample else { return "must be an ETag with its quotes" }
        return "must be an ETag with its quotes: \"\(opaque)\" instead of \(text.trimmed)"
    }

    private static func parse(_ text: String) -> [(tag: ETag, isWeak: Bool)] {
        var found: [(ETag, Bool)] = []
        var rest = Substring(text)
        while let quote = rest.firstIndex(of: "\"") {
            let isWeak = rest[..<quote].hasSuffix("W/")
            rest = rest[rest.index(after: quote)...]
            guard let end = rest.firstIndex(of: "\"") else { break }
            found.append((ETag(opaque: String(rest[..<end])), isWeak))
            rest = rest[rest.index(after: end)...]
        }
        return found
    }
}

extension String {
    fileprivate var trimmed: Substring {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
