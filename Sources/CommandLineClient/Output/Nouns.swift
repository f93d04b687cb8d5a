import TrackerKit

extension Noun {
    static let connection = Noun(
        schema: "Connection",
        fields: [
            "id", "slug", "title", "tracker", "base_url", "status", "status_detail", "account", "settings",
            "created_at", "updated_at",
            "verification", "webhooks_left",
        ],
        columns: [
            Column("slug"), Column("tracker"), Column("status"), Column("base_url", "URL", isLong: true),
            Column("title", isLong: true),
        ])

    /// A project that the tracker's credentials can access.
    static let project = Noun(
        schema: "Project",
        fields: [
            "tracker", "remote_id", "path", "name", "description", "kind", "url", "archived", "status_map",
            "capabilities", "created_at",
            "updated_at",
        ],
        columns: [Column("path"), Column("kind"), Column("archived"), Column("description", isLong: true)])

    static let user = Noun(
        schema: "User", fields: ["remote_id", "username", "name", "email", "kind", "active", "url", "avatar_url"],
        columns: [Column("username"), Column("name", isLong: true), Column("email"), Column("kind"), Column("active")])

    /// The calls that a tracker still allows a connection.
    static let budget = Noun(
        schema: "Budget", fields: ["connection", "resources", "throttled_until", "breaker", "calls"],
        columns: [Column("connection")])

    static let budgetResource = Noun(
        schema: "BudgetResource", fields: ["resource", "limit", "remaining", "resets_at"],
        columns: [Column("resource"), Column("limit"), Column("remaining"), Column("resets_at", "RESETS AT")])

    static let channel = Noun(
        schema: "Channel",
        fields: [
            "id", "slug", "title", "connection", "tracker", "path", "url", "status_map", "settings", "sync",
            "capabilities",
            "limits",
            "ticket_count",
            "synced_at",
            "created_at", "updated_at",
        ],
        columns: [
            Column("slug"), Column("connection"), Column("path"), Column("ticket_count", "TICKETS"),
            Column("synced_at", "SYNCED AT"),
        ])

    static let sync = Noun(
        schema: "SyncStatus",
        fields: [
            "channel", "state", "mode", "tickets", "tickets_total", "comments", "started_at", "finished_at",
            "synced_at", "next_at",
            "skipped_count", "skipped", "error", "removals",
        ],
        columns: [
            Column("channel"), Column("state"), Column("mode"), Column("tickets"), Column("comments"),
            Column("synced_at", "SYNCED AT"),
        ])

    static let ticket = Noun(
        schema: "Ticket",
        fields: [
            "id", "channel", "tracker", "links", "template", "capabilities", "synced_at",
        ] + TicketFields.all.map(\.name),
        columns: [
            Column("channel"), Column("key"), Column("status"), Column("title", isLong: true),
            Column("assignees", isLong: true),
            Column("labels", isLong: true), Column("updated_at", "UPDATED AT"),
        ], textField: "body")

    static let comment = Noun(
        schema: "Comment",
        fields: [
            "id", "channel", "tracker", "ticket", "remote_id", "url", "thread_id", "author", "on_behalf_of", "body",
            "internal", "system",
            "created_at", "updated_at", "synced_at", "remote_data",
        ],
        columns: [Column("id"), Column("author"), Column("created_at", "CREATED AT"), Column("body", isLong: true)],
        textField: "body")

    static let occurrence = Noun(
        schema: "Occurrence",
        fields: [
            "channel", "tracker", "ticket", "remote_id", "url", "title", "message", "severity", "occurred_at",
            "received_at", "release",
            "environment", "platform", "culprit", "user", "tags", "exceptions",
        ],
        columns: [
            Column("occurred_at", "OCCURRED AT"), Column("title", isLong: true), Column("release", isLong: true),
            Column("environment"),
        ])

    static let label = Noun(
        schema: "Label",
        fields: ["id", "channel", "tracker", "remote_id", "name", "color", "description", "scope", "url", "synced_at"],
        columns: [Column("name"), Column("color"), Column("description", isLong: true)])

    static let milestone = Noun(
        schema: "Milestone",
        fields: [
            "id", "channel", "tracker", "remote_id", "key", "url", "title", "description", "state", "due_at",
            "closed_at", "created_at",
            "updated_at", "synced_at",
        ],
        columns: [Column("key"), Column("state"), Column("title", isLong: true), Column("due_at", "DUE AT")],
        textField: "description")

    static let member = Noun(
        schema: "Member",
        fields: [
            "channel", "tracker", "remote_id", "username", "name", "email", "kind", "role", "active", "url",
            "avatar_url",
        ],
        columns: [Column("username"), Column("name", isLong: true), Column("role"), Column("kind"), Column("active")])

    static let job = Noun(
        schema: "Job",
        fields: [
            "id", "kind", "state", "priority", "payload", "unique_key", "ordering_key", "attempts", "max_attempts",
            "run_at", "lease_until",
            "last_error", "created_at", "finished_at",
        ],
        columns: [
            Column("id"), Column("kind"), Column("state"), Column("attempts"), Column("run_at", "RUN AT"),
            Column("last_error", "LAST ERROR", isLong: true),
        ])

    static let event = Noun(
        schema: "Event",
        fields: [
            "id", "type", "occurred_at", "connection", "channel", "ticket", "ticket_key", "comment", "actor", "origin",
            "causation_id",
            "cause", "changes", "subscription",
        ],
        columns: [
            Column("occurred_at", "OCCURRED AT"), Column("type"), Column("channel"), Column("ticket_key", "TICKET"),
            Column("actor"),
            Column("id"),
        ])

    static let delivery = Noun(
        schema: "Delivery",
        fields: [
            "id", "channel", "remote_id", "event", "state", "detail", "received_at", "finished_at", "headers", "body",
        ],
        columns: [
            Column("id"), Column("channel"), Column("event"), Column("state"), Column("received_at", "RECEIVED AT"),
            Column("detail", isLong: true),
        ], textField: "body")

    /// The result of replaying deliveries.
    static let replay = Noun(
        schema: "DeliveriesReplayed", fields: ["replayed", "limit"], columns: [Column("replayed"), Column("limit")])

    static let webhook = Noun(
        schema: "Webhook",
        fields: [
            "channel", "callback_url", "secret", "manual", "remote_id", "health", "deliveries", "created_at",
            "updated_at",
        ],
        columns: [Column("channel"), Column("health.state", "HEALTH"), Column("callback_url", "URL", isLong: true)])

    static let operation = Noun(
        schema: "Operation",
        fields: [
            "id", "kind", "status", "channel", "ticket", "comment", "actor", "request_id", "attempts", "problem",
            "created_at",
            "started_at", "next_attempt_at", "expires_at", "finished_at",
        ],
        columns: [
            Column("id"), Column("kind"), Column("status"), Column("channel"), Column("ticket.key", "KEY"),
            Column("attempts"),
            Column("problem", isLong: true),
        ])

    static let subscription = Noun(
        schema: "Subscription",
        fields: [
            "id", "slug", "title", "url", "types", "channels", "if", "enabled", "status", "status_detail",
            "disabled_reason", "disabled_at",
            "failing_since", "confidential", "bounds", "secret", "former_secret_until", "created_at", "updated_at",
        ],
        columns: [
            Column("slug"), Column("status"), Column("url", "URL", isLong: true),
            Column("status_detail", "DETAIL", isLong: true),
        ])

    static let outgoingDelivery = Noun(
        schema: "OutgoingDelivery",
        fields: [
            "id", "subscription", "type", "event", "state", "detail", "confidential", "attempt_count",
            "next_attempt_at", "created_at",
            "finished_at", "payload", "attempts",
        ],
        columns: [
            Column("id"), Column("type"), Column("state"), Column("attempt_count", "ATTEMPTS"),
            Column("created_at", "CREATED AT"),
            Column("detail", isLong: true),
        ], textField: "payload")

    static let template = Noun(
        schema: "Template",
        fields: [
            "id", "slug", "title", "description", "channel", "source", "version", "ticket", "variables", "created_at",
            "updated_at",
        ],
        columns: [
            Column("slug"), Column("version"), Column("channel"), Column("title", isLong: true),
            Column("description", isLong: true),
        ])

    static let templateVersion = Noun(
        schema: "TemplateVersion", fields: ["version", "ticket", "variables", "created_at"],
        columns: [
            Column("version"), Column("created_at", "CREATED AT"), Column("ticket.title", "TICKET", isLong: true),
        ])

    /// The result of rendering a template without creating the ticket.
    static let rendering = Noun(
        schema: "TemplateRendering", fields: ["template", "ticket", "omitted"],
        columns: [Column("ticket.title", "TITLE", isLong: true), Column("ticket.labels", "LABELS", isLong: true)],
        textField: "ticket.body")

    /// The result of importing a template from a file.
    static let imported = Noun(
        schema: "TemplateImported", fields: ["template", "notes", "chooser"],
        columns: [
            Column("template.slug", "SLUG"), Column("template.version", "VERSION"),
            Column("template.title", "TITLE", isLong: true),
            Column("notes", isLong: true),
        ])

    /// The result of reading the templates of a channel's project.
    static let templatesRead = Noun(
        schema: "TemplatesRead", fields: ["created", "updated", "unchanged", "gone", "refused", "notes", "chooser"],
        columns: [Column("created", isLong: true), Column("updated", isLong: true), Column("gone", isLong: true)])

    /// The result of one operation of a batch.
    static let batchResult = Noun(
        schema: "BatchItemResult", fields: ["status", "ticket", "comment", "problem"],
        columns: [
            Column("status"), Column("ticket.channel", "CHANNEL"), Column("ticket.key", "KEY"),
            Column("problem.title", "PROBLEM", isLong: true),
        ])

    /// For the test that compares the nouns with openapi.yaml.
    static let all = [
        event,
        connection, project, user, budget, budgetResource, channel, sync, ticket, comment, occurrence, label, milestone,
        member, job,
        delivery,
        replay, webhook, operation, subscription, outgoingDelivery, batchResult, rule, ruleRun, ruleTest, ruleReplay,
        ticketPair, template,
        templateVersion, rendering, imported, templatesRead, client, token, auditEntry,
        alert, postedAlert, alertFlavor, alertToken,
    ]
}
