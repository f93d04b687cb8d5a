package import HTTPKit
import HTTPTypes
package import Primitives

/// Why a page of a list cannot be read, although smaller pages may be: it is too large, one of its rows is broken in a
/// way that makes the whole page no JSON, or the server fails on one of its rows.
package struct UnreadablePage: Error, Sendable {
    /// A human-readable description of what is wrong with its only row.
    package var reason: String
    /// The `Link` field of the response: it leads past the page. Nil when the header was not read.
    package var link: String?
    /// The error for the caller if no smaller page can be read.
    package var cause: TrackerError
    /// The `id` of the first row, if it is a string and precedes the fault: in a page of one row, that of the broken
    /// row. Nil for a page that is too large.
    package var firstID: String?
    /// Whether the server responded with 5xx, which may also mean that it is down: check that it answers other calls.
    package var isServerFailure = false

    /// Reads an error; nil for one that smaller pages would not change.
    package init?(_ error: any Error) {
        switch error {
        case let page as UnreadablePage: self = page
        case TrackerError.unreachable(let transport) where transport.kind == .responseTooLarge:
            self.init(
                reason: "exceeds the maximum response size", link: transport.link, cause: .unreachable(transport))
        case TrackerError.upstream(let failure) where failure.status >= 500:
            self.init(reason: "makes the server respond with \(failure.status)", link: nil, cause: .upstream(failure))
            isServerFailure = true
        default: return nil
        }
    }

    private init(reason: String, link: String?, cause: TrackerError) {
        self.reason = reason
        self.link = link
        self.cause = cause
    }

    fileprivate static func broken(_ response: ClientResponse, _ cause: TrackerError) -> UnreadablePage {
        var page = UnreadablePage(reason: "is not JSON", link: response.headers[.link] ?? "", cause: cause)
        let row = response.body.firstIndex(of: UInt8(ascii: "{")).map { Array(response.body[$0...]) }
        page.firstID = row.flatMap { JSONScan($0).member("id")?.string }
        return page
    }
}

extension ClientResponse {
    /// The body of a page of a list, as ``json()`` reads it.
    /// - Parameter isWrapped: The list is a member of an object.
    /// - Throws: ``UnreadablePage`` for a list of objects that is not JSON, also one that is cut off, and what
    ///   ``json()`` throws for anything else, such as a proxy's page.
    package func pageOfList(isWrapped: Bool = false) throws -> JSON {
        do throws(TrackerError) {
            return try json()
        } catch {
            throw beginsAsList(isWrapped) ? UnreadablePage.broken(self, error) : error
        }
    }

    private func beginsAsList(_ isWrapped: Bool) -> Bool {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        var begin = body.lazy.filter { !blanks.contains($0) }.makeIterator()
        let first = begin.next(), second = begin.next()
        return isWrapped
            ? first == UInt8(ascii: "{") && second == UInt8(ascii: "\"")
            : first == UInt8(ascii: "[") && second == UInt8(ascii: "{")
    }
}
