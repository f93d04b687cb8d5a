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
    ///   - bodies: Decodes the request bodies that actions produce.
    ///   - callouts: Sends to subscriptions.
    package init(
        _ kit: ServiceKitAssembly, jobs: JobQueueAssembly, tickets: TicketsAssembly, documents: RuleDocuments,
        bodies: RuleBodies, callouts: any RuleCallouts, observer: any RuleObserver
    ) {
        var environment = RuleEnvironment(
            tickets: tickets.environment, queue: jobs.queue, documents: documents, bodies: bodies)
        environment.observer = observer
        environment.callouts = callouts
        environment.templateExists = TemplateService(tickets.environment).exists(_:context:)
        service = RuleService(environment: environment)
        environment.tickets = tickets.background
        consumer = RuleConsumer(environment: environment, logger: kit.logger)
        handlers = [RuleRunHandler(environment: environment)]
    }
}
