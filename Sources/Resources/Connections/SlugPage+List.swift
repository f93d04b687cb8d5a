import Primitives
import Repositories

extension SlugPage {
    /// The fields by which lists of objects with slugs can be sorted.
    static let sorts = Order.allCases.map(\.rawValue)

    /// The requested page, with a limit one higher to detect whether there is a next page.
    init(_ list: ListParameters) throws {
        let order = Order(rawValue: list.sort.field) ?? .slug
        let after: Position? = try list.cursor.map { cursor in
            switch order {
            case .slug: .slug(try cursor.text(0))
            case .createdAt: .createdAt(try cursor.timestamp(0), id: try cursor.text(1))
            }
        }
        self.init(order: order, descending: list.sort.isDescending, after: after, limit: list.limit + 1)
    }
}

extension ListParameters {
    /// The cursor after an object with a slug, in the list's order.
    func cursor(of slug: String, _ createdAt: Timestamp, _ id: String) -> Cursor {
        sort.field == SlugPage.Order.slug.rawValue
            ? next(.string(slug)) : next(.integer(createdAt.microseconds), .string(id))
    }
}
