import HTTPKit
import Primitives
import TrackerKit

/// Where a page of a list begins that is read from the tracker: a page of the tracker's, and how many of its elements
/// were given.
struct TrackerPlace: Sendable, Hashable {
    /// The tracker's page; nil for the first.
    var page: PageToken?
    /// How many of its elements were given.
    var offset = 0
}

extension ListParameters {
    /// Where the page begins.
    /// - Throws: 422 when the cursor holds something else.
    var trackerPlace: TrackerPlace {
        get throws {
            guard let cursor else { return TrackerPlace() }
            let token = try cursor.text(0), offset = try cursor.integer(1)
            guard let offset = Int(exactly: offset), offset >= 0 else { throw cursor.isWrong }
            return TrackerPlace(page: token.isEmpty ? nil : PageToken(token), offset: offset)
        }
    }
}

extension Response {
    /// 200 with what a tracker's page has from a place on, as much as was asked for: trackers have sizes of pages of
    /// their own.
    /// - Parameter write: Writes one element.
    static func list<Element>(
        _ page: Page<Element>, at place: TrackerPlace, _ list: ListParameters, of request: Request,
        write: (Element, inout JSONWriter) -> Void
    ) -> Response {
        Response.list(list, of: request) { writer in
            let shown = page.items.dropFirst(place.offset).prefix(list.limit)
            for element in shown { write(element, &writer) }
            guard shown.endIndex < page.items.endIndex else { return page.next.map { list.next(.string($0.text), 0) } }
            return list.next(.string(place.page?.text ?? ""), .integer(Int64(shown.endIndex)))
        }
    }
}
