package import Models

extension Principal {
    /// The tickets that the caller may see.
    package var audience: TicketAudience {
        TicketAudience(channels: channels, includesConfidential: allows(.ticketsConfidential))
    }
}

extension CallContext {
    /// The tickets that the caller may see.
    package var audience: TicketAudience { principal.audience }
}
