import Documents
import HTTPKit
import Primitives
import TrackerKit

/// The start of a page in a list that is read from the tracker: a page of the tracker and an offset in it.
struct TrackerPagePosition: Sendable, Hashable {
    /// The tracker's page; nil for the first.
    var page: PageToken?
    /// How many of its elements earlier responses contained.
    var offset = 0
}

extension ListParameters {
    /// The start of the requested page.
    /// - Throws: 422 if the cursor has other values.
    var trackerPosition: TrackerPagePosition {
        get throws {
            guard let cursor else { return TrackerPagePosition() }
            let token = try cursor.text(0), offset = try cursor.integer(1)
            guard let offset = Int(exactly: offset), offset >= 0 else { throw cursor.isWrong }
            return TrackerPagePosition(page: token.isEmpty ? nil : PageToken(token), offset: offset)
        }
    }
}

extension Response {
    /// 200 with the elements of a tracker's page from an offset on, up to the requested limit: trackers have their own
    /// page sizes.
    /// - Parameter write: Writes an element.
    static func list<Element>(
        _ page: Page<Element>, at position: TrackerPagePosition, _ list: ListParameters, of request: Request,
        write: (Element, inout JSONWriter) -> Void
    ) -> Response {
        Response.list(list, of: request) { writer in
            let shown = page.items.dropFirst(position.offset).prefix(list.limit)
            for element in shown { write(element, &writer) }
            guard shown.endIndex < page.items.endIndex else { return page.next.map { list.next(.string($0.text), 0) } }
            return list.next(.string(position.page?.text ?? ""), .integer(Int64(shown.endIndex)))
        }
    }
}
