extension FakeGlitchTip {
    /// Adds the test data that scripts in other languages expect: the organisation `acme` with two projects, and the
    /// token `fake-token`.
    /// - Returns: The public key of `acme/shop-api`.
    @discardableResult
    package func seedForClients() -> String {
        addAccount("owner@example.com", name: "Owner")
        addOrganization("acme", name: "Acme", token: "fake-token")
        let key = addProject("acme/shop-api", name: "Shop API")
        addProject("acme/other", name: "Other")
        return key
    }
}
