import HTTPKit
package import Primitives

/// Which part of a list is asked for, and in which order.
package struct ListParameters: Sendable {
    /// What `limit` may be.
    package static let limits = 1...200
    /// What it is when left out.
    package static let standardLimit = 50

    /// How many elements at most.
    package var limit: Int
    /// The order.
    package var sort: SortOrder
    /// Where the page before ended; nil for the first page.
    package var cursor: Cursor?
    /// What cursors of this list are bound to: its route and order.
    let binding: String

    /// The cursor of the page that follows an element.
    /// - Parameter values: What places the element in the order, such as its creation time and its id.
    package func next(_ values: JSON...) -> Cursor {
        Cursor(values: values)
    }
}

/// An order of a list.
package struct SortOrder: Sendable, Hashable {
    /// The field, as in `created_at`.
    package var field: String
    /// Whether the greatest comes first (`-created_at`).
    package var isDescending: Bool

    /// Reads `created_at` or `-created_at`.
    package init(_ text: String) {
        isDescending = text.hasPrefix("-")
        field = isDescending ? String(text.dropFirst()) : text
    }

    /// As it is written in a query.
    package var text: String { (isDescending ? "-" : "") + field }
}

extension QueryReader {
    /// Reads `limit`, `cursor` and `sort`.
    /// - Parameters:
    ///   - sorts: The fields that the list can be ordered by, each in both directions.
    ///   - standard: The order when none is asked for.
    package mutating func list(sorts: [String], standard: String) -> ListParameters {
        let choices = sorts.flatMap { [$0, "-" + $0] }
        let sort = optional(
            "sort",
            FieldType<String>("one of \(choices.joined(separator: ", "))") { json in
                json.stringValue.flatMap { choices.contains($0) ? $0 : nil }
            })
        return page(sort: SortOrder(sort ?? standard))
    }

    /// Reads `limit` and `cursor` of a list with one order.
    /// - Parameter order: The order, which cursors are bound to.
    package mutating func list(order: String) -> ListParameters {
        page(sort: SortOrder(order))
    }

    private mutating func page(sort: SortOrder) -> ListParameters {
        let binding = "\(request.route ?? request.path) \(sort.text)"
        let limit = optional("limit", .integer(ListParameters.limits)) ?? ListParameters.standardLimit
        return ListParameters(limit: limit, sort: sort, cursor: cursor(binding: binding), binding: binding)
    }

    /// Reads `cursor`, which tells where the call before ended.
    /// - Parameter binding: What the cursor is bound to.
    mutating func cursor(binding: String) -> Cursor? {
        optional(
            "cursor",
            FieldType<Cursor>("the cursor of a page of this list in this order") { json in
                json.stringValue.flatMap { Cursor(text: $0, binding: binding) }
            })
    }
}
