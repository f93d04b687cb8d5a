@testable import Postgres

extension Rows {
    var columnNames: [String] { (0..<storage.columnCount).map(storage.columnName) }
}
