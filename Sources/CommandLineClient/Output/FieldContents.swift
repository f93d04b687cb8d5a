/// The members of the objects and lists in the fields that `--json` selects, as in openapi.yaml: a path such as
/// `author.username` is checked with them. A test compares the tables with the contract.
enum FieldContents {
    /// The value of a field that is neither a text, a number nor a boolean.
    enum Content: Sendable, Hashable {
        /// An object of the schema with this name.
        case object(String)
        /// An array, which has no named members.
        case list
        /// An object whose members are not fixed.
        case open
    }

    /// The contents of the fields by the schema and the name of the field. All others are texts, numbers or booleans.
    static let fields: [String: [String: Content]] = [
        "AlertFlavor": ["policy": .object("AlertPolicy")],
        "AlertPolicy": ["flapping": .object("AlertFlapping"), "storm": .object("AlertStorm")],
        "AlertRecord": ["links": .list],
        "AlertToken": ["flavors": .list],
        "AuditEntry": [
            "principal": .object("Principal"), "object": .object("AuditObject"), "before": .open, "after": .open,
        ],
        "BatchItemResult": ["ticket": .object("Ticket"), "comment": .object("Comment"), "problem": .object("Problem")],
        "Budget": ["resources": .list, "breaker": .object("Breaker"), "calls": .object("CallCounts")],
        "Channel": [
            "status_map": .open, "settings": .open, "sync": .object("SyncSettings"), "capabilities": .list,
            "limits": .object("TextLimits"),
        ],
        "Client": ["scopes": .list, "channels": .list],
        "Comment": ["author": .object("User"), "remote_data": .open],
        "Connection": [
            "account": .object("User"), "settings": .open, "verification": .object("ConnectionVerification"),
            "webhooks_left": .list,
        ],
        "ConnectionVerification": ["scopes": .list, "unavailable": .list],
        "Delivery": ["headers": .open],
        "Event": ["actor": .object("User"), "cause": .object("EventCause"), "changes": .open],
        "EventCause": ["principal": .object("Principal")],
        "Job": ["payload": .open],
        "Occurrence": ["user": .object("OccurrenceUser"), "tags": .list, "exceptions": .list],
        "Operation": [
            "ticket": .object("OperationTicket"), "comment": .object("OperationComment"),
            "problem": .object("Problem"),
        ],
        "OutgoingDelivery": ["attempts": .list],
        "Problem": ["errors": .list, "downstream": .object("Downstream")],
        "Project": ["status_map": .open, "capabilities": .list],
        "RenderedTicket": ["assignees": .list, "labels": .list],
        "Rule": [
            "on": .list, "channels": .list, "if": .open, "do": .list, "acts_in": .list,
            "disabled": .object("RuleDisabled"), "missed": .object("RuleMissed"),
        ],
        "RuleRun": ["event": .object("RuleRunEvent"), "trace": .open, "actions": .list],
        "RuleTest": ["checks": .list, "trace": .open, "actions": .list],
        "Subscription": ["types": .list, "channels": .list, "if": .open, "bounds": .list],
        "SyncStatus": ["skipped": .list, "error": .object("SyncError"), "removals": .object("SyncRemovals")],
        "Template": ["source": .object("TemplateSource"), "ticket": .object("TemplateTicket"), "variables": .list],
        "TemplateChooser": ["contact_links": .list],
        "TemplateImported": ["template": .object("Template"), "notes": .list, "chooser": .object("TemplateChooser")],
        "TemplateRendering": [
            "template": .object("TemplateReference"), "ticket": .object("RenderedTicket"), "omitted": .list,
        ],
        "TemplateTicket": ["assignees": .list, "labels": .list],
        "TemplateVersion": ["ticket": .object("TemplateTicket"), "variables": .list],
        "TemplatesRead": [
            "created": .list, "updated": .list, "unchanged": .list, "gone": .list, "refused": .list, "notes": .list,
            "chooser": .object("TemplateChooser"),
        ],
        "Ticket": [
            "labels": .list, "status_raw": .object("StatusRaw"), "author": .object("User"), "assignees": .list,
            "milestone": .object("TicketMilestone"), "occurrences": .object("Occurrences"), "custom_fields": .list,
            "links": .list, "template": .object("TemplateReference"), "capabilities": .list, "remote_data": .open,
        ],
        "TicketPair": ["source": .object("PairedTicket"), "target": .object("PairedTicket")],
        "Token": ["scopes": .list, "channels": .list],
        "Webhook": ["health": .object("WebhookHealth"), "deliveries": .object("WebhookDeliveries")],
    ]

    /// The members of schemas that are not those of a ``Noun``.
    static let members: [String: [String]] = [
        "AlertFlapping": ["changes", "within"],
        "AlertPolicy": [
            "group_by", "reopen", "on_resolve", "resolved_label", "quiet_period", "flapping", "storm",
        ],
        "AlertStorm": ["tickets", "within"],
        "AuditObject": ["type", "id", "name"],
        "Breaker": ["state", "failures", "open_until"],
        "CallCounts": ["sent", "failed", "retried", "coalesced", "not_modified", "refused"],
        "ConnectionVerification": ["scopes", "server_version", "unavailable"],
        "Downstream": ["tracker", "status", "message", "retry_after"],
        "EventCause": ["principal", "actor", "request_id"],
        "OccurrenceUser": ["id", "username", "name", "email", "ip_address"],
        "Occurrences": ["count", "users", "first_seen", "last_seen", "release", "environment"],
        "OperationComment": ["id", "href"],
        "OperationTicket": ["id", "key", "href"],
        "PairedTicket": ["id", "channel", "key", "url", "title", "state"],
        "Principal": ["type", "id", "name"],
        "Problem": ["type", "title", "status", "detail", "code", "request_id", "timestamp", "errors", "downstream"],
        "RenderedTicket": [
            "title", "body", "kind", "priority", "severity", "confidential", "assignees", "labels", "milestone",
            "due_at", "estimate_seconds",
        ],
        "RuleDisabled": ["reason", "at"],
        "RuleMissed": ["from", "to", "events"],
        "RuleRunEvent": ["id", "type"],
        "StatusRaw": ["id", "name"],
        "SyncError": ["code", "message"],
        "SyncRemovals": ["unchecked", "gone", "needs_confirmation"],
        "SyncSettings": ["enabled", "interval_seconds"],
        "TemplateChooser": ["blank_issues_enabled", "contact_links"],
        "TemplateReference": ["slug", "version"],
        "TemplateSource": ["format", "path", "gone_since"],
        "TemplateTicket": [
            "title", "body", "due_in_days", "due_at", "kind", "priority", "severity", "confidential", "assignees",
            "labels", "milestone", "estimate_seconds",
        ],
        "TextLimits": ["unit", "title", "body", "comment"],
        "TicketMilestone": ["remote_id", "title"],
        "WebhookDeliveries": ["waiting", "failed", "last_received_at"],
        "WebhookHealth": ["state", "detail"],
    ]
}
