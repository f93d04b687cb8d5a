/// What a statement returned. The cells stay in libpq's memory until they are decoded; copying `Rows` copies a
/// reference.
package struct Rows: RandomAccessCollection, Sendable {
    let storage: ResultStorage

    init(storage: ResultStorage) {
        self.storage = storage
    }

    /// Always 0.
    package var startIndex: Int { 0 }

    /// The number of rows.
    package var endIndex: Int { Int(storage.rowCount) }

    /// The row at a position.
    package subscript(position: Int) -> Row {
        precondition(position >= 0 && position < endIndex, "row \(position) of \(endIndex)")
        return Row(storage: storage, index: Int32(position))
    }

    /// Rows that an INSERT, UPDATE or DELETE changed, or that a SELECT returned.
    package var affected: Int { storage.affected }

    /// The columns' names, in order.
    package var columnNames: [String] { (0..<storage.columnCount).map(storage.columnName) }

    /// The position of a column, for reading many rows without looking its name up in each; nil when there is none.
    package func columnIndex(_ name: String) -> Int? { storage.columnIndex(name).map(Int.init) }
}
