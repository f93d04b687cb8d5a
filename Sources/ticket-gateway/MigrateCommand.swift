import ArgumentParser
import CommandLineClient
import Gateway
import Postgres

/// `migrate`: applies, reverts, lists and creates database migrations.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Apply or revert database migrations.",
        subcommands: [Up.self, Down.self, Status.self, New.self])

    static func command() throws -> DatabaseCommand {
        DatabaseCommand(try ConfigurationSource.process().load(CommandSettings.self))
    }

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Apply missing migrations.")

        @Option(help: "The number of the last migration to apply.", transform: WholeNumber.from(1...Int.max))
        var to: Int?

        func run() async throws {
            let applied = try await command().migrator.up(to: to)
            print(applied.isEmpty ? "nothing to do" : applied.map { "applied \($0)" }.joined(separator: "\n"))
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revert migrations, the last one first. Their tables, columns and data are lost.")

        @Option(help: "The number of migrations to revert.", transform: WholeNumber.from(1...Int.max))
        var steps = 1

        func run() async throws {
            let reverted = try await command().migrator.down(steps: steps)
            print(reverted.isEmpty ? "nothing to do" : reverted.map { "reverted \($0)" }.joined(separator: "\n"))
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the migrations and their state.")

        func run() async throws {
            for migration in try await command().migrator.status() {
                print(
                    "\(migration.number)\t\(migration.name)\t\(migration.state.rawValue)\t\(migration.appliedAt ?? "-")"
                )
            }
        }
    }

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the next pair of migration files from the differences between models and database.",
            discussion: """
                Tables, columns, keys and indexes are compared. Review the files before applying them, and add what a \
                comparison cannot find.
                """)

        @Argument(help: "A name for the migration, such as add_ticket_colour.")
        var name: String

        @Flag(help: "Write empty files.")
        var empty = false

        func run() async throws {
            let command = try command()
            let paths = empty ? try command.migrator.new(name: name) : try await command.writeMigration(name: name)
            let nothing = "the database matches the models: nothing to write (--empty writes empty files)"
            print(paths.isEmpty ? nothing : paths.joined(separator: "\n"))
        }
    }
}
