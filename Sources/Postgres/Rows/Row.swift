/// One row of a result; cells are decoded when asked for.
package struct Row: Sendable {
    @usableFromInline let storage: ResultStorage
    @usableFromInline let index: Int32

    /// Decodes the column of that name. Throws `.decoding` when the column is missing, NULL without an optional type,
    /// or something else.
    package func decode<Value: PostgresDecodable>(_ column: String, as type: Value.Type = Value.self)
        throws(PostgresError) -> Value
    {
        guard let position = storage.columnIndex(column) else { throw missing(column, type) }
        return try decode(Int(position), as: type)
    }

    /// Decodes the column at a position from 0. Throws as the other one does.
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

    /// Whether the column is NULL; a column that isn't there counts as NULL.
    package func isNull(_ column: String) -> Bool {
        storage.columnIndex(column).map { storage.isNull(row: index, column: $0) } ?? true
    }

    /// Whether the column at a position is NULL; a column that isn't there counts as NULL.
    package func isNull(_ column: Int) -> Bool {
        checked(column).map { storage.isNull(row: index, column: $0) } ?? true
    }

    /// The position of a column, nil when there is none.
    package func columnIndex(_ name: String) -> Int? { storage.columnIndex(name).map(Int.init) }

    /// Hands out the cell's text as the server sent it, nil for NULL or a column that isn't there, without copying.
    /// The bytes are valid only inside the closure. Inlinable, because lists of tickets call it for every cell.
    @inlinable
    package func withText<Result>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Result) rethrows
        -> Result
    {
        try withExtendedLifetime(storage) {
            try body(storage.text(row: index, anyColumn: column))
        }
    }

    /// The same by name.
    package func withText<Result>(_ column: String, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Result) rethrows
        -> Result
    {
        try withText(columnIndex(column) ?? -1, body)
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
