/// Names of built-in types by OID, for error messages. The OIDs are fixed (PostgreSQL's `pg_type.dat`).
enum ColumnType {
    private static let names: [UInt32: String] = [
        16: "boolean", 17: "bytea", 18: "\"char\"", 19: "name", 20: "bigint", 21: "smallint", 23: "integer", 25: "text",
        26: "oid",
        114: "json", 700: "real", 701: "double precision", 869: "inet", 1000: "boolean[]", 1005: "smallint[]",
        1007: "integer[]",
        1009: "text[]", 1016: "bigint[]", 1042: "character", 1043: "character varying", 1082: "date", 1083: "time",
        1114: "timestamp without time zone", 1184: "timestamp with time zone", 1186: "interval", 1700: "numeric",
        2950: "uuid",
        2951: "uuid[]", 3614: "tsvector", 3802: "jsonb",
    ]

    static func name(of type: UInt32) -> String {
        names[type] ?? "the type with number \(type)"
    }
}
