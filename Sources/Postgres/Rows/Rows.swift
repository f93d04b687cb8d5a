/// The result of a statement. Cells stay in libpq's memory until they are decoded; copying `Rows` copies a reference.
package struct Rows: RandomAccessCollection, Sendable {
    let storage: ResultStorage

    init(storage: ResultStorage) {
        self.storage = storage
    }

    package var startIndex: Int { 0 }

    package var endIndex: Int { Int(storage.rowCount) }

    package subscript(position: Int) -> Row {
        precondition(position >= 0 && position < endIndex, "row \(position) of \(endIndex)")
        return Row(storage: storage, index: Int32(position))
    }

    /// The number of rows changed by INSERT, UPDATE, DELETE or MERGE, or returned by SELECT.
    package var affected: Int { storage.affected }

    /// The position of a column, or nil. Saves looking the name up in every row.
    package func columnIndex(_ name: String) -> Int? { storage.columnIndex(name).map(Int.init) }
}
