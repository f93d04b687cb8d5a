import ArgumentParser
import EventLoop
import Foundation
import Gateway

/// `work`: runs jobs and syncs until SIGTERM or SIGINT.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Run background jobs and syncs only.",
        discussion: """
            Runs the same jobs and syncs as `serve`, without HTTP. Any number of these processes can run alongside \
            `serve`. TICKET_GATEWAY_WORKERS is the number of jobs that each runs at a time; with 0, `serve` leaves all \
            jobs to them.

            SIGTERM and SIGINT stop it: running jobs may finish within TICKET_GATEWAY_SHUTDOWN_GRACE; those that take \
            longer are enqueued again. If a worker is killed, another one takes over its jobs within a minute.
            """)

    func run() async throws {
        let configuration = try ConfigurationSource.process().load(GatewayConfiguration.self)
        signal(SIGPIPE, SIG_IGN)
        let group = try EventLoopGroup()
        let gateway = try await Gateway(configuration, group: group, serves: false)
        try await gateway.work {
            FileHandle.standardOutput.write(
                Data("ticket-gateway \(GatewayVersion.current) is running background jobs\n".utf8))
        }
        group.shutdown()
    }
}
