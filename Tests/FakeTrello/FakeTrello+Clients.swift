extension FakeTrello {
    /// Adds the key `fakeKey`, an account with the token `fakeToken`, and a board *Roadmap* with the lists To Do, Doing
    /// and Done, for clients over a socket.
    /// - Returns: The short link of the board.
    package func seedForClients() -> String {
        addKey("fakeKey")
        addAccount("ticketgateway", name: "Ticket Gateway", token: "fakeToken")
        addAccount("dora", name: "Dora")
        let board = addBoard(
            "Roadmap", lists: ["To Do", "Doing", "Done"], members: ["ticketgateway": "admin", "dora": "normal"])
        addLabel("bug", color: "red", to: board)
        return shortLink(of: board)
    }
}
