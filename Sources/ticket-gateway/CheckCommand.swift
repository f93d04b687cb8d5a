import ArgumentParser
import Gateway

/// `check`: reports whether a running gateway is healthy. For HEALTHCHECK and scripts.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check whether a running gateway is healthy: exit status 0 if so, else 1.")

    @Option(help: "The gateway's URL. Default: the address in the configuration.")
    var url: String?

    func run() async throws {
        let url = try url ?? HealthProbe.url(try ConfigurationSource.process().load(ListenSettings.self))
        if let problem = await HealthProbe.problem(at: url) {
            print(problem.isEmpty ? "unhealthy" : "unhealthy: \(problem)")
            throw ExitCode.failure
        }
        print("healthy")
    }
}
