package import Primitives
package import TrackerKit

/// The size of the statements that write many rows.
///
/// A statement is serialised on the thread of its task, and sent on that of its connection. There, libpq moves the
/// unsent rest each time that the socket is full, so that the time grows with the square of the size: a statement of
/// 80 MB stops an event loop for seconds. Rows that are larger together are written by several statements, between
/// which the threads do other work.
package enum StatementParts {
    /// The maximum size of a statement's rows in bytes, unless a single row is larger. Sending it takes a few
    /// milliseconds, and a batch of ordinary tickets or comments fits.
    package static let maximumBytes = 1 << 20
}

extension Array {
    /// Consecutive parts, each with at most `count` elements and `bytes` in total; a larger element is a part of its
    /// own.
    /// - Parameter size: The approximate size of an element's row, in bytes.
    package func parts(
        ofAtMost count: Int = .max, bytes: Int = StatementParts.maximumBytes, size: (Element) -> Int
    ) -> [ArraySlice<Element>] {
        var parts: [ArraySlice<Element>] = []
        var (start, total) = (startIndex, 0)
        for index in indices {
            let next = size(self[index])
            if index > start, index - start >= count || total + next > bytes {
                parts.append(self[start..<index])
                (start, total) = (index, 0)
            }
            total += next
        }
        if start < endIndex { parts.append(self[start...]) }
        return parts
    }
}

extension JSON {
    /// About the size of the JSON text in bytes, without escapes.
    package var approximateBytes: Int {
        switch self {
        case .null, .bool, .integer, .number: 8
        case .string(let text): text.utf8.count + 3
        case .array(let elements): elements.reduce(2) { $0 + $1.approximateBytes }
        case .object(let members): members.reduce(2) { $0 + $1.key.utf8.count + 4 + $1.value.approximateBytes }
        }
    }
}

extension Ticket {
    /// About the size of the mirror's row in bytes.
    package var approximateBytes: Int {
        let fields = customFields.reduce(0) { $0 + $1.name.utf8.count + $1.value.approximateBytes }
        return title.utf8.count + body.utf8.count + fields + remoteData.approximateBytes
    }
}

extension RemoteComment {
    /// About the size of the mirror's row in bytes.
    var approximateBytes: Int { body.utf8.count + remoteData.approximateBytes }
}
