import Testing

@testable import Postgres

/// Errors of connecting show no part of the password.
@Suite struct ConnectionAddressTests {
    @Test(arguments: [
        "postgresql://u:canaryX1%zz@127.0.0.1:1/x", "postgresql://u:a@canaryX1@127.0.0.1:1/x",
        "host=127.0.0.1 port=1 password='canaryX1", "postgresql://u:canaryX1@127.0.0.1:1/x",
    ])
    func `a failed connection does not quote the password`(_ url: String) {
        let error = #expect(throws: PostgresError.self) {
            _ = try Connector.connect(PostgresConfiguration(url: url))
        }
        #expect(error.map { !"\($0)".contains("canaryX1") } == true)
    }

    @Test func `only an address that libpq reads as it was meant is valid`() {
        #expect(PostgresConfiguration.isValid(url: "postgresql://u:a%40b%25@h1:5432,h2/x?sslmode=require"))
        #expect(PostgresConfiguration.isValid(url: "postgresql:///x?host=/run/postgresql"))
        #expect(!PostgresConfiguration.isValid(url: "postgresql://u:a@b@h/x"))
        #expect(!PostgresConfiguration.isValid(url: "postgresql://u:%zz@h/x"))
    }
}
