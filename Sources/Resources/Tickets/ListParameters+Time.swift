import Models
import Primitives

extension ListParameters {
    var ticketOrder: TimeOrder {
        TimeOrder(sort.field == "created_at" ? .createdAt : .updatedAt, descending: sort.isDescending)
    }

    /// The requested page of a list that is sorted by a time and, for equal times, by id.
    /// - Throws: 422 for a cursor of another list.
    func timePage<Element>(of type: Element.Type = Element.self, order: TimeOrder) throws -> TimePage<Element> {
        let after = try cursor.map { cursor in
            TimePage<Element>.Position(time: try cursor.timestamp(0), id: try cursor.identifier(1))
        }
        return TimePage(order: order, after: after, limit: limit)
    }

    /// The cursor of the page after a position.
    func cursor<Element>(_ position: TimePage<Element>.Position) -> Cursor {
        next(.integer(position.time.microseconds), .string(position.id.text))
    }
}
