import SchemaKit

/// Converts definitions to SQL statements, without semicolons.
enum SchemaScript {
    /// Creates all tables first, then the references between them and the indexes.
    static func create(_ tables: [TableDefinition]) -> [String] {
        tables.map(createTable) + tables.flatMap(references)
            + tables.flatMap { table in table.indexes.map { create($0, on: table.name) } }
    }

    /// `CREATE TABLE` with everything except references and indexes.
    static func createTable(_ table: TableDefinition) -> String {
        let constraints = table.constraints.filter { !$0.isReference }.map(clause)
        let lines = (table.columns.map(clause) + constraints).map { "    " + $0 }
        return "CREATE TABLE \(name(table.name)) (\n\(lines.joined(separator: ",\n"))\n)"
    }

    static func references(of table: TableDefinition) -> [String] {
        table.constraints.filter(\.isReference).map { add($0, to: table.name) }
    }

    static func add(_ constraint: ConstraintDefinition, to table: String) -> String {
        "ALTER TABLE \(name(table)) ADD \(clause(constraint))"
    }

    static func drop(_ constraint: ConstraintDefinition, from table: String) -> String {
        "ALTER TABLE \(name(table)) DROP CONSTRAINT \(name(constraint.name ?? ""))"
    }

    static func create(_ index: IndexDefinition, on table: String) -> String {
        "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(name(index.name)) ON \(name(table)) USING \(index.definition)"
    }

    static func drop(_ index: IndexDefinition) -> String { "DROP INDEX \(name(index.name))" }

    /// The column's clause in `CREATE TABLE` and `ADD COLUMN`.
    static func clause(_ column: ColumnDefinition) -> String {
        let source =
            switch column.source {
            case .none: ""
            case .expression(let expression): " DEFAULT \(expression)"
            case .generated(let expression): " GENERATED ALWAYS AS (\(expression)) STORED"
            case .identity: " GENERATED ALWAYS AS IDENTITY"
            }
        return "\(name(column.name)) \(column.type)\(column.isNullable ? "" : " NOT NULL")\(source)"
    }

    static func clause(_ constraint: ConstraintDefinition) -> String {
        (constraint.name.map { "CONSTRAINT \(name($0)) " } ?? "") + constraint.definition
    }

    /// Quotes a name only if necessary: PostgreSQL folds unquoted names to lower case and reserves some words.
    static func name(_ name: String) -> String {
        let isPlain =
            !name.isEmpty
            && name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (97...122).contains($0) || (48...57).contains($0) }
        let startsWithDigit = name.utf8.first.map { (48...57).contains($0) } ?? false
        return isPlain && !startsWithDigit && !reserved.contains(name) ? name : SQL.quoted(identifier: name)
    }

    /// PostgreSQL's reserved words (PostgreSQL documentation, appendix C, "reserved" and "reserved (can be function or
    /// type)").
    private static let reserved: Set<String> = [
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary",
        "both", "case", "cast",
        "check", "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog",
        "current_date",
        "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable",
        "desc", "distinct",
        "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group",
        "having", "ilike",
        "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like",
        "limit", "localtime",
        "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer",
        "overlaps", "placing",
        "primary", "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric",
        "system_user", "table",
        "tablesample", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose",
        "when", "where",
        "window", "with",
    ]
}
