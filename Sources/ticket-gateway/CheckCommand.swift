import ArgumentParser
import Gateway

/// `check`: is the gateway well? For HEALTHCHECK and scripts.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Ask a running gateway whether it is well: exit status 0 if so, else 1.")

    @Option(help: "Its address; the one that it listens on by the configuration if left out.")
    var url: String?

    func run() async throws {
        let url = try url ?? HealthProbe.url(try ConfigurationSource.process().load(ListenSettings.self))
        guard await HealthProbe.isHealthy(at: url) else {
            print("KO")
            throw ExitCode.failure
        }
        print("OK")
    }
}
