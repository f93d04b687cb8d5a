package import Primitives
import Synchronization

/// Changes the fake's data directly, without its API.
extension FakeGitLab {
    /// Adds an account.
    /// - Parameter identities: The account's names at external identity providers.
    /// - Returns: Its id.
    @discardableResult
    package func addAccount(
        _ username: String, name: String? = nil, email: String? = nil, publicEmail: String? = nil,
        isAdmin: Bool = false,
        isBot: Bool = false, identities: [String: String] = [:], token: String? = nil
    ) -> Int64 {
        state.withLock { state in
            let account = Account(
                id: state.newID(), username: username, name: name ?? username, email: email, publicEmail: publicEmail,
                isAdmin: isAdmin,
                isBot: isBot, identities: identities)
            state.accounts[account.id] = account
            if let token { state.tokens[token] = account.id }
            return account.id
        }
    }

    /// Adds a project.
    /// - Parameters:
    ///   - members: The access levels of logins in the project.
    ///   - groupMembers: The access levels of logins in its group.
    @discardableResult
    package func addProject(
        _ path: String, private isPrivate: Bool = false, members: [String: Int64] = [:],
        groupMembers: [String: Int64] = [:]
    ) -> Int64 {
        state.withLock { state in
            var project = Project(id: state.newID(), path: path, createdAt: now)
            project.isPrivate = isPrivate
            for (name, level) in members { if let id = state.account(name)?.id { project.members[id] = level } }
            for (name, level) in groupMembers {
                if let id = state.account(name)?.id { project.groupMembers[id] = level }
            }
            state.projects[project.id] = project
            return project.id
        }
    }

    /// Adds an issue.
    /// - Parameter author: Nil for a deleted account.
    /// - Returns: Its number.
    @discardableResult
    package func addIssue(
        _ project: String, title: String, description: String? = nil, author: String? = nil,
        isConfidential: Bool = false,
        type: String = "issue", at time: Timestamp? = nil
    ) -> Int64 {
        state.withLock { state in
            guard let project = state.find(path: project) else { return 0 }
            let moment = time ?? now
            var issue = Project.Issue(
                id: state.newID(), iid: project.nextIID, title: title, createdAt: moment, updatedAt: moment)
            issue.description = description
            issue.author = author.flatMap { state.account($0) }
            issue.isConfidential = isConfidential
            issue.type = type
            state.projects[project.id]?.nextIID += 1
            state.projects[project.id]?.issues[issue.iid] = issue
            return issue.iid
        }
    }

    /// Sets an issue template in a project; nil deletes it.
    package func setIssueTemplate(_ project: String, _ name: String, content: String?) {
        state.withLock { state in
            guard let project = state.find(path: project) else { return }
            state.projects[project.id]?.issueTemplates[name] = content
        }
    }

    /// Adds a label to the project's group.
    package func addGroupLabel(_ project: String, name: String) {
        state.withLock { state in
            guard let project = state.find(path: project) else { return }
            let label = Project.Label(id: state.newID(), name: name, color: "#ff0000", isGroup: true)
            state.projects[project.id]?.labels.append(label)
        }
    }

    /// Adds a milestone to the project's group.
    package func addGroupMilestone(_ project: String, title: String) {
        state.withLock { state in
            guard let project = state.find(path: project) else { return }
            let milestone = Project.Milestone(
                id: state.newID(), iid: 1, title: title, isGroup: true, createdAt: now, updatedAt: now)
            state.projects[project.id]?.milestones.append(milestone)
        }
    }

    /// Changes an issue's title, like another user.
    package func touch(_ project: String, _ iid: Int64, title: String) {
        state.withLock { state in
            guard let project = state.find(path: project) else { return }
            state.projects[project.id]?.issues[iid]?.title = title
            state.projects[project.id]?.issues[iid]?.updatedAt = now
        }
    }

    /// Makes an issue confidential, like another user, and then writes a description and a note.
    package func conceal(_ project: String, _ iid: Int64, description: String, note: String) {
        state.withLock { state in
            guard let project = state.find(path: project) else { return }
            let note = Project.Note(
                id: state.newID(), body: note, author: nil, isInternal: false, createdAt: now, updatedAt: now)
            let discussion = Project.Discussion(id: state.discussionID(note.id), isIndividual: true, notes: [note])
            state.projects[project.id]?.issues[iid]?.isConfidential = true
            state.projects[project.id]?.issues[iid]?.description = description
            state.projects[project.id]?.issues[iid]?.discussions.append(discussion)
            state.projects[project.id]?.issues[iid]?.updatedAt = now
        }
    }

    /// Renames a label. As on GitLab, the times of its issues do not change.
    package func renameLabel(_ project: String, _ name: String, to newName: String) {
        state.withLock { state in
            guard let project = state.find(path: project),
                let index = state.projects[project.id]?.labels.firstIndex(where: { $0.name == name })
            else { return }
            state.projects[project.id]?.labels[index].name = newName
        }
    }

    /// Closes or reopens an issue, like another user.
    package func setClosed(_ isClosed: Bool, in project: String, iid: Int64) {
        state.withLock { state in
            guard let project = state.find(path: project) else { return }
            state.projects[project.id]?.issues[iid]?.isClosed = isClosed
            state.projects[project.id]?.issues[iid]?.closedAt = isClosed ? now : nil
            state.projects[project.id]?.issues[iid]?.updatedAt = now
        }
    }

    /// Whether an issue is closed; nil if it does not exist.
    package func isClosed(_ project: String, _ iid: Int64) -> Bool? {
        state.withLock { $0.find(path: project)?.issues[iid]?.isClosed }
    }

    /// Moves a project. Its old path is redirected.
    package func rename(_ path: String, to newPath: String) {
        state.withLock { state in
            guard let project = state.find(path: path) else { return }
            state.projects[project.id]?.formerPaths.insert(project.path.lowercased())
            state.projects[project.id]?.path = newPath
        }
    }

    /// Sets the status that GitLab reports for a project's webhooks.
    package func setHookStatus(_ path: String, alertStatus: String, disabledUntil: Timestamp?) {
        state.withLock { state in
            guard let project = state.find(path: path) else { return }
            for (id, hook) in project.hooks {
                var fields = hook.objectValue ?? [:]
                fields["alert_status"] = .string(alertStatus)
                fields["disabled_until"] = JSON(disabledUntil)
                state.projects[project.id]?.hooks[id] = .object(fields)
            }
        }
    }

    package func issueCount(_ path: String) -> Int { state.withLock { $0.find(path: path)?.issues.count ?? 0 } }

    /// The number of uploaded files in a project.
    package func uploadCount(_ path: String) -> Int { state.withLock { $0.find(path: path)?.uploads.count ?? 0 } }

    /// Adds the test data that `scripts/lib/gitlab_check.py` expects.
    package func seedForPythonGitLab() {
        addAccount("lab-owner", name: "The Owner", email: "owner@example.com", token: "glpat-owner")
        addAccount("lab-helper", name: "A Helper", publicEmail: "helper@example.com", token: "glpat-helper")
        addAccount("lab-visitor", token: "glpat-visitor")
        addAccount("root", isAdmin: true, token: "glpat-root")
        addProject("lab/tools/backend", members: ["lab-owner": 50], groupMembers: ["lab-helper": 30])
        addProject("lab/secret", private: true, members: ["lab-owner": 50])
        addGroupLabel("lab/tools/backend", name: "of the group")
        addGroupMilestone("lab/tools/backend", title: "Of the group")
    }
}
