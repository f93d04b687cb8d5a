import FakeTrackerKit
package import Primitives
import Synchronization

/// Changes the fake's data directly, without its API.
extension FakeGitHub {
    /// Adds an account.
    /// - Returns: Its id.
    @discardableResult
    package func addAccount(
        _ login: String, name: String? = nil, email: String? = nil, type: String = "User", token: String? = nil
    ) -> Int64 {
        state.withLock { state in
            let account = Account(id: state.newID(), login: login, name: name, email: email, type: type)
            state.accounts[account.id] = account
            if let token { state.tokens[token] = account.id }
            return account.id
        }
    }

    /// Adds a repository, and its owner if necessary.
    /// - Parameter roles: The roles of logins: `read`, `triage`, `write`, `maintain` or `admin`.
    @discardableResult
    package func addRepository(
        _ fullName: String, private isPrivate: Bool = false, hasIssues: Bool = true, roles: [String: String] = [:]
    ) -> Int64 {
        let parts = fullName.split(separator: "/").map(String.init)
        let known = state.withLock { $0.account(parts[0]) }
        if known == nil { addAccount(parts[0], type: "Organization") }
        return state.withLock { state in
            let owner = state.account(parts[0]) ?? Account(id: 0, login: parts[0])
            var repository = Repository(id: state.newID(), owner: owner, name: parts[1], createdAt: now, updatedAt: now)
            repository.isPrivate = isPrivate
            repository.hasIssues = hasIssues
            for (login, role) in roles { repository.roles[login.lowercased()] = role }
            state.repositories[repository.id] = repository
            return repository.id
        }
    }

    /// Writes a text file to a repository; nil deletes it.
    package func setFile(_ repository: String, _ path: String, text: String?) {
        setFile(repository, path, bytes: text.map { Array($0.utf8) })
    }

    /// Writes a file with any bytes; nil deletes it.
    package func setFile(_ repository: String, _ path: String, bytes: [UInt8]?) {
        state.withLock { state in
            guard let id = state.repositoryID(repository) else { return }
            state.repositories[id]?.files[path] = bytes
        }
    }

    /// Adds an issue or a pull request. GitHub lists both as issues.
    /// - Parameter author: Nil for a deleted account.
    /// - Returns: Its number.
    @discardableResult
    package func addIssue(
        _ repository: String, title: String, body: String? = nil, author: String? = nil, isPullRequest: Bool = false,
        type: String? = nil,
        at time: Timestamp? = nil
    ) -> Int64 {
        state.withLock { state in
            guard let id = state.repositoryID(repository), let number = state.repositories[id]?.nextNumber else {
                return 0
            }
            let moment = time ?? now
            var issue = Repository.Issue(
                id: state.newID(), number: number, title: title, createdAt: moment, updatedAt: moment)
            issue.body = body
            issue.author = author.flatMap { state.account($0) }
            issue.isPullRequest = isPullRequest
            issue.type = type
            state.repositories[id]?.nextNumber += 1
            state.repositories[id]?.issues[number] = issue
            return number
        }
    }

    /// Adds a comment.
    /// - Parameter author: Nil for a deleted account.
    package func addComment(_ repository: String, on number: Int64, body: String?, author: String? = nil) {
        state.withLock { state in
            guard let id = state.repositoryID(repository) else { return }
            let comment = Repository.Comment(
                id: state.newID(), body: body, author: author.flatMap { state.account($0) }, createdAt: now,
                updatedAt: now)
            state.repositories[id]?.issues[number]?.comments.append(comment)
            state.repositories[id]?.issues[number]?.updatedAt = now
        }
    }

    /// Changes an issue's title, like another user.
    package func touch(_ repository: String, _ number: Int64, title: String) {
        state.withLock { state in
            guard let id = state.repositoryID(repository) else { return }
            state.repositories[id]?.issues[number]?.title = title
            state.repositories[id]?.issues[number]?.updatedAt = now
        }
    }

    /// Renames a label. As on GitHub, the times of its issues do not change.
    package func renameLabel(_ repository: String, _ name: String, to newName: String) {
        state.withLock { state in
            guard let id = state.repositoryID(repository),
                let index = state.repositories[id]?.labels.firstIndex(where: { $0.name == name })
            else { return }
            state.repositories[id]?.labels[index].name = newName
        }
    }

    /// Renames a repository or moves it to another owner. Its old name is redirected.
    package func rename(_ repository: String, to fullName: String) {
        let parts = fullName.split(separator: "/").map(String.init)
        state.withLock { state in
            guard let id = state.repositoryID(repository) else { return }
            state.repositories[id]?.formerNames.insert(repository.lowercased())
            state.repositories[id]?.name = parts[1]
            if let owner = state.account(parts[0]) { state.repositories[id]?.owner = owner }
        }
    }

    /// Transfers an issue to another repository, where it gets a new number and id.
    /// - Returns: The new number.
    @discardableResult
    package func transfer(_ repository: String, _ number: Int64, to destination: String) -> Int64 {
        state.withLock { state in
            guard let from = state.repositoryID(repository), let to = state.repositoryID(destination),
                var issue = state.repositories[from]?.issues.removeValue(forKey: number),
                let next = state.repositories[to]?.nextNumber
            else { return 0 }
            (issue.id, issue.number) = (state.newID(), next)
            state.repositories[to]?.nextNumber += 1
            state.repositories[to]?.issues[next] = issue
            state.repositories[from]?.transferred[number] = Repository.Transfer(repository: to, number: next)
            return next
        }
    }

    /// The title of an issue and the texts of its comments.
    package func issue(_ repository: String, _ number: Int64) -> (title: String, comments: [String])? {
        state.withLock { state in
            state.repositoryID(repository).flatMap { state.repositories[$0]?.issues[number] }.map {
                ($0.title, $0.comments.compactMap(\.body))
            }
        }
    }

    package func acceptInvitation(_ repository: String, login: String) {
        state.withLock { state in
            guard let id = state.repositoryID(repository) else { return }
            let invitation = state.repositories[id]?.invitations.first {
                $0.invitee.login.lowercased() == login.lowercased()
            }
            guard let invitation else { return }
            state.repositories[id]?.invitations.removeAll { $0.id == invitation.id }
            state.repositories[id]?.roles[login.lowercased()] = invitation.permission
        }
    }

    /// Adds a GitHub App with one installation on an account.
    /// - Parameter verifies: Whether a token has a valid signature of the App.
    package func addApp(
        _ appID: String, installation: String, on owner: String,
        verifies: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        let bot = addAccount("app-\(appID)[bot]", type: "Bot")
        state.withLock { state in
            guard let account = state.account(owner), let bot = state.accounts[bot] else { return }
            state.apps[appID] = FakeApp(installations: [installation: account], verifies: verifies, bot: bot)
        }
    }

    /// Sets the result that GitHub reports for the last delivery of a repository's webhooks.
    package func setLastResponse(_ repository: String, code: Int, message: String) {
        state.withLock { state in
            guard let id = state.repositoryID(repository) else { return }
            let last: JSON = ["code": JSON(code), "status": "active", "message": .string(message)]
            let hooks = state.repositories[id]?.hooks ?? [:]
            state.repositories[id]?.hooks = hooks.mapValues { $0.adding(["last_response": last]) }
        }
    }

    /// Revokes all installation tokens, as when the App is briefly suspended.
    package func revokeInstallationTokens() { state.withLock { $0.installationTokens = [:] } }

    /// Sets whether each page of a list begins with the last row of the previous one.
    package func setRepeatsRows(_ repeats: Bool) { state.withLock { $0.repeatsRows = repeats } }

    package func isSubscribed(_ login: String, to number: Int64, in repository: String) -> Bool {
        state.withLock { state in
            guard let account = state.account(login), let id = state.repositoryID(repository) else { return false }
            return state.repositories[id]?.issues[number]?.subscribers.contains(account.id) ?? false
        }
    }

    /// The number of calls charged to a token in the current hour.
    package func callsCharged(to token: String) -> Int { state.withLock { $0.usage[token]?.used ?? 0 } }

    /// The id of a repository, which does not change when it is renamed.
    package func number(of repository: String) -> Int64? { state.withLock { $0.repositoryID(repository) } }

    /// The number of issues and pull requests in a repository.
    package func issueCount(_ repository: String) -> Int {
        state.withLock { state in state.repositoryID(repository).flatMap { state.repositories[$0]?.issues.count } ?? 0 }
    }
}
