package import EventFeed
package import JobQueue
package import ServiceKit
package import Tickets

/// Wires up rules and ticket pairs.
package struct RulesAssembly: Sendable {
    package let service: RuleService
    package let consumer: any EventConsumer
    package let handlers: [any JobHandler]

    /// - Parameters:
    ///   - documents: Renders events and tickets as rules see them.
    ///   - callouts: Sends to subscriptions.
    package init(
        _ kit: ServiceKitAssembly, jobs: JobQueueAssembly, tickets: TicketsAssembly, documents: EventDocument,
        callouts: any RuleCallouts, observer: any RuleObserver
    ) {
        var environment = RuleEnvironment(tickets: tickets.environment, queue: jobs.queue, documents: documents)
        environment.observer = observer
        environment.callouts = callouts
        service = RuleService(environment: environment)
        environment.tickets = tickets.background
        consumer = RuleConsumer(environment: environment, logger: kit.logger)
        handlers = [RuleRunHandler(environment: environment)]
    }
}
