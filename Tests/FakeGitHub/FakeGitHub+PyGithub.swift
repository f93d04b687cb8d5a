/// The test data that `scripts/lib/pygithub_check.py` expects.
extension FakeGitHub {
    /// Adds the accounts, tokens and repositories.
    package func seedForPyGithub() {
        addAccount("octo-owner", name: "The Owner", email: "owner@example.com", token: "ghp_owner")
        addAccount("octo-helper", name: "A Helper", email: "helper@example.com", token: "ghp_helper")
        addAccount("octo-visitor", token: "ghp_visitor")
        addRepository("octo-owner/tools", roles: ["octo-helper": "write"])
        addRepository("octo-owner/no-issues", hasIssues: false)
        addRepository("octo-owner/secret", private: true)
    }
}
