/// A row of a result. Cells are decoded on access.
package struct Row: Sendable {
    @usableFromInline let storage: ResultStorage
    @usableFromInline let index: Int32

    /// Decodes a column by name. Throws `.decoding` if the column does not exist, is NULL and the type is not optional,
    /// or has a different type.
    package func decode<Value: PostgresDecodable>(_ column: String, as type: Value.Type = Value.self)
        throws(PostgresError) -> Value
    {
        guard let position = storage.columnIndex(column) else { throw missing(column, type) }
        return try decode(Int(position), as: type)
    }

    /// Decodes a column by position, counted from 0. Throws like the overload by name.
    package func decode<Value: PostgresDecodable>(_ column: Int, as type: Value.Type = Value.self) throws(PostgresError)
        -> Value
    {
        guard let position = checked(column) else { throw missing("\(column)", type) }
        guard let text = storage.text(row: index, column: position) else {
            guard let null = Value.postgresNull else { throw unexpected(position, type, found: "NULL") }
            return null
        }
        guard let value = Value(postgresText: text) else {
            let kind = ColumnType.name(of: storage.columnType(position))
            throw unexpected(position, type, found: "\(text.count) bytes of \(kind)")
        }
        return value
    }

    /// Also true if the column does not exist.
    package func isNull(_ column: String) -> Bool {
        storage.columnIndex(column).map { storage.isNull(row: index, column: $0) } ?? true
    }

    /// Also true if the column does not exist.
    package func isNull(_ column: Int) -> Bool {
        checked(column).map { storage.isNull(row: index, column: $0) } ?? true
    }

    /// nil if the column does not exist.
    package func columnIndex(_ name: String) -> Int? { storage.columnIndex(name).map(Int.init) }

    /// Passes the cell's text to the closure without copying; nil for NULL or a column that does not exist. The bytes
    /// are valid only inside the closure. It returns nothing, because generic functions are not specialised for other
    /// modules, and ticket lists call this one for every cell.
    package func withText(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Void) rethrows {
        defer { withExtendedLifetime(storage) {} }
        try body(storage.text(row: index, anyColumn: column))
    }

    /// A copy of the cell's text; nil for NULL or a column that does not exist.
    package func text(_ column: Int) -> String? {
        withExtendedLifetime(storage) {
            storage.text(row: index, anyColumn: column).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The first byte of the cell's text; nil for NULL, an empty text, or a column that does not exist.
    package func firstByte(_ column: Int) -> UInt8? {
        withExtendedLifetime(storage) { storage.text(row: index, anyColumn: column)?.first }
    }

    private func checked(_ column: Int) -> Int32? {
        column >= 0 && column < Int(storage.columnCount) ? Int32(column) : nil
    }

    private func missing(_ column: String, _ type: (some PostgresDecodable).Type) -> PostgresError {
        let names = (0..<storage.columnCount).map(storage.columnName).joined(separator: ", ")
        return PostgresError(
            .decoding(column: column, expected: type.postgresExpectation, found: "no such column among \(names)"))
    }

    private func unexpected(_ column: Int32, _ type: (some PostgresDecodable).Type, found: String) -> PostgresError {
        PostgresError(.decoding(column: storage.columnName(column), expected: type.postgresExpectation, found: found))
    }
}
