/// Compares the migration directory with the database and decides which migrations to run. Pure.
struct MigrationPlan {
    let files: [MigrationFile]
    let applied: [AppliedMigration]

    /// Every migration known to the directory or the database, in order.
    var status: [MigrationStatus] {
        let numbers = Set(files.map(\.number)).union(applied.map(\.number)).sorted()
        return numbers.compactMap { number in
            let file = files.first { $0.number == number }
            let row = applied.first { $0.number == number }
            guard let name = file?.name ?? row?.name else { return nil }
            return MigrationStatus(number: number, name: name, state: Self.state(file, row), appliedAt: row?.appliedAt)
        }
    }

    private static func state(_ file: MigrationFile?, _ row: AppliedMigration?) -> MigrationStatus.State {
        guard let row else { return .pending }
        guard let file else { return .missing }
        return file.checksum == row.checksum && file.name == row.name ? .applied : .edited
    }

    /// The migrations to apply, in order, up to the given number. Throws `.migration` if the database does not match
    /// the directory.
    func up(to last: Int?) throws(PostgresError) -> [MigrationFile] {
        try check()
        let done = Set(applied.map(\.number))
        let pending = files.filter { !done.contains($0.number) && $0.number <= last ?? .max }
        if let highest = done.max(), let late = pending.first(where: { $0.number < highest }) {
            throw PostgresError(.migration("\(late.title) was not applied, but \(highest) was"))
        }
        return pending
    }

    /// The migrations to revert, latest first. Throws like `up`.
    func down(steps: Int) throws(PostgresError) -> [MigrationFile] {
        try check()
        let done = Set(applied.map(\.number))
        return Array(files.filter { done.contains($0.number) }.reversed().prefix(max(steps, 0)))
    }

    private func check() throws(PostgresError) {
        let problems = status.compactMap { entry -> String? in
            let title = MigrationName(number: entry.number, name: entry.name).title
            switch entry.state {
            case .applied, .pending: return nil
            case .edited: return "\(title) was edited after it was applied; write a new migration instead"
            case .missing: return "\(title) was applied, but its files are missing"
            }
        }
        guard problems.isEmpty else { throw PostgresError(.migration(problems.joined(separator: "; "))) }
    }
}
