import CLibPQ

/// Owns a libpq result and frees it.
///
/// Invariant for `@unchecked Sendable`: the result is complete when this object is created and is never changed
/// afterwards, so any thread may read it (libpq documentation, 34.20: "PGresult objects are … read-only after
/// creation").
@usableFromInline
final class ResultStorage: @unchecked Sendable {
    private let result: OpaquePointer
    let rowCount: Int32
    let columnCount: Int32

    /// Takes ownership of the result.
    init(_ result: OpaquePointer) {
        self.result = result
        rowCount = PQntuples(result)
        columnCount = PQnfields(result)
    }

    deinit { PQclear(result) }

    /// The number of rows affected by INSERT, UPDATE, DELETE or MERGE, or returned by SELECT; 0 for other statements.
    var affected: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// For example `INSERT 0 1` or `ROLLBACK`.
    var commandTag: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

    func columnName(_ column: Int32) -> String { PQfname(result, column).map { String(cString: $0) } ?? "" }

    func columnType(_ column: Int32) -> UInt32 { PQftype(result, column) }

    /// The index of the first column with exactly this name.
    func columnIndex(_ name: String) -> Int32? {
        var name = name
        return name.withUTF8 { wanted in
            (0..<columnCount).first { column in
                guard let found = PQfname(result, column) else { return false }
                return Self.equals(found, wanted)
            }
        }
    }

    private static func equals(_ text: UnsafePointer<CChar>, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        for (index, byte) in wanted.enumerated() where UInt8(bitPattern: text[index]) != byte { return false }
        return text[wanted.count] == 0
    }

    func isNull(row: Int32, column: Int32) -> Bool { PQgetisnull(result, row, column) == 1 }

    /// The cell's text. nil for NULL or a column that does not exist. Valid during this object's lifetime.
    @usableFromInline
    func text(row: Int32, anyColumn column: Int) -> UnsafeBufferPointer<UInt8>? {
        guard column >= 0, column < Int(columnCount) else { return nil }
        return text(row: row, column: Int32(column))
    }

    /// The cell's text. nil for NULL. Valid during this object's lifetime.
    func text(row: Int32, column: Int32) -> UnsafeBufferPointer<UInt8>? {
        guard let start = PQgetvalue(result, row, column) else { return nil }
        let length = Int(PQgetlength(result, row, column))
        guard length > 0 || !isNull(row: row, column: column) else { return nil }
        return UnsafeBufferPointer(start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: length)
    }
}
