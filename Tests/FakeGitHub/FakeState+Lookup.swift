import Primitives

extension FakeState {
    /// Finds an account by login, case-insensitively.
    func account(_ login: String) -> Account? { accounts.values.first { $0.login.lowercased() == login.lowercased() } }

    /// Finds the id of a repository by its current name.
    func repositoryID(_ fullName: String) -> Int64? {
        repositories.values.first { $0.fullName.lowercased() == fullName.lowercased() }?.id
    }

    /// The repository in the first two route wildcards. One that the caller may not see is not found.
    func repository(_ call: FakeCall) throws(FakeFailure) -> Repository {
        guard let id = repositoryID("\(call[0])/\(call[1])"), let repository = repositories[id] else { throw .notFound }
        guard !repository.isPrivate || role(of: call, in: repository) > .none else { throw .notFound }
        return repository
    }

    /// The caller's role in a repository.
    func role(of call: FakeCall, in repository: Repository) -> Role {
        if call.installation != nil { return .admin }
        guard let account = call.account else { return repository.isPrivate ? .none : .anonymous }
        if account.id == repository.owner.id { return .admin }
        let granted = repository.roles[account.login.lowercased()].flatMap(Role.init(name:))
        return granted ?? (repository.isPrivate ? .none : .visitor)
    }

    /// Throws unless the caller has at least a role.
    func require(_ role: Role, _ call: FakeCall, in repository: Repository, else failure: FakeFailure)
        throws(FakeFailure)
    {
        let own = self.role(of: call, in: repository)
        guard own >= role else { throw own == .anonymous ? .needsLogin : failure }
    }

    /// The issue whose number is the third route wildcard.
    func issue(_ call: FakeCall, in repository: Repository) throws(FakeFailure) -> Repository.Issue {
        let number = try call.number(2)
        guard !repository.deletedNumbers.contains(number) else { throw .issueDeleted }
        guard let issue = repository.issues[number] else { throw .notFound }
        return issue
    }

    /// Stores a changed issue and updates its time of change.
    mutating func store(_ issue: Repository.Issue, in repository: Repository, at now: Timestamp) {
        var issue = issue
        issue.updatedAt = now
        repositories[repository.id]?.issues[issue.number] = issue
    }
}

/// The role of an account in a repository, in ascending order.
enum Role: Int, Comparable {
    case none, anonymous, visitor, read, triage, write, maintain, admin

    init?(name: String) {
        switch name {
        case "read", "pull": self = .read
        case "triage": self = .triage
        case "write", "push": self = .write
        case "maintain": self = .maintain
        case "admin": self = .admin
        default: return nil
        }
    }

    var name: String { "\(self)" }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
