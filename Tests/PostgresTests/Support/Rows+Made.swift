import CLibPQ
import Foundation

@testable import Postgres

extension Rows {
    /// Creates a result without a server. Columns have a name and a type OID, cells are in text format.
    static func made(_ columns: [(name: String, type: UInt32)], _ cells: [[String?]]) -> Rows {
        let result = PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK)!
        let names = columns.map { column in column.name.withCString { strdup($0) } }
        defer { names.forEach { free($0) } }
        var attributes = zip(names, columns).map { name, column in
            PGresAttDesc(name: name, tableid: 0, columnid: 0, format: 0, typid: column.type, typlen: -1, atttypmod: -1)
        }
        PQsetResultAttrs(result, Int32(columns.count), &attributes)
        for (row, values) in cells.enumerated() {
            for (column, value) in values.enumerated() {
                var bytes = Array((value ?? "").utf8CString)
                PQsetvalue(result, Int32(row), Int32(column), &bytes, value == nil ? -1 : Int32(bytes.count - 1))
            }
        }
        return Rows(storage: ResultStorage(result))
    }
}
