import Documents
import HTTPKit
package import Primitives

/// The requested page and order of a list.
package struct ListParameters: Sendable {
    /// The allowed values of `limit`.
    package static let limits = 1...200
    /// The default of `limit`.
    package static let standardLimit = 50

    /// The maximum number of elements in the page.
    package var limit: Int
    package var sort: SortOrder
    /// The end of the previous page; nil for the first page.
    package var cursor: Cursor?
    /// What the list's cursors are bound to: its route and order.
    let binding: String

    /// The cursor of the page after an element.
    /// - Parameter values: The element's sort values, such as its creation time and id.
    package func next(_ values: JSON...) -> Cursor {
        Cursor(values: values)
    }
}

/// The sort order of a list.
package struct SortOrder: Sendable, Hashable {
    /// The field, such as `created_at`.
    package var field: String
    /// Whether the order is descending (`-created_at`).
    package var isDescending: Bool

    /// Parses `created_at` or `-created_at`.
    package init(_ text: String) {
        isDescending = text.hasPrefix("-")
        field = isDescending ? String(text.dropFirst()) : text
    }

    /// The query parameter's value.
    package var text: String { (isDescending ? "-" : "") + field }
}

extension QueryReader {
    /// Reads `limit`, `cursor` and `sort`.
    /// - Parameters:
    ///   - sorts: The fields by which the list can be sorted, each in both directions.
    ///   - standard: The default order.
    package mutating func list(sorts: [String], standard: String) -> ListParameters {
        let choices = sorts.flatMap { [$0, "-" + $0] }
        let sort = optional(
            "sort",
            .word(choices))
        return page(sort: SortOrder(sort ?? standard))
    }

    /// Reads `limit` and `cursor` of a list with a fixed order.
    /// - Parameter order: The order, to which cursors are bound.
    package mutating func list(order: String) -> ListParameters {
        page(sort: SortOrder(order))
    }

    private mutating func page(sort: SortOrder) -> ListParameters {
        let binding = "\(request.route ?? request.path) \(sort.text)"
        let limit = optional("limit", .integer(ListParameters.limits)) ?? ListParameters.standardLimit
        return ListParameters(limit: limit, sort: sort, cursor: cursor(binding: binding), binding: binding)
    }

    /// Reads `cursor`, the end of the previous page.
    /// - Parameter binding: The list's route and order.
    mutating func cursor(binding: String) -> Cursor? {
        optional(
            "cursor",
            FieldType<Cursor> { json, pointer, errors in
                if let text = json.stringValue, let cursor = Cursor(text: text, binding: binding) { return cursor }
                errors.append(FieldError(pointer: pointer, detail: Cursor.mismatch))
                return nil
            })
    }
}
