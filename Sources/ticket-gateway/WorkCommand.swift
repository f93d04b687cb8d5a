import ArgumentParser
import EventLoop
import Foundation
import Gateway

/// `work`: does jobs and syncs until SIGTERM or SIGINT.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Do work in the background only.",
        discussion: """
            Jobs and syncs, as `serve` does them too, without HTTP. Any number of these processes may run beside those that serve; \
            TICKET_GATEWAY_WORKERS says how many jobs each does at a time, and with 0 `serve` leaves all of them to these.

            SIGTERM and SIGINT stop it: jobs that run are finished first, within TICKET_GATEWAY_SHUTDOWN_GRACE; those that take longer are \
            put back. What a worker did that is killed is taken up by another within a minute.
            """)

    func run() async throws {
        let configuration = try ConfigurationSource.process().load(GatewayConfiguration.self)
        signal(SIGPIPE, SIG_IGN)
        let group = try EventLoopGroup()
        let gateway = try await Gateway(configuration, group: group, serves: false)
        try await gateway.work {
            FileHandle.standardOutput.write(Data("ticket-gateway \(GatewayVersion.current) works\n".utf8))
        }
        group.shutdown()
    }
}
