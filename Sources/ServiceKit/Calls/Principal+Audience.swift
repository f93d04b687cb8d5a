package import Models

extension Principal {
    /// Which tickets the caller may know of.
    package var audience: TicketAudience {
        TicketAudience(channels: channels, includesConfidential: allows(.ticketsConfidential))
    }
}

extension CallContext {
    /// Which tickets the caller may know of.
    package var audience: TicketAudience { principal.audience }
}
