import Glibc

/// The process' limit of open descriptors.
enum DescriptorLimit {
    /// Raises the soft limit to the hard one; the soft one is small for the sake of programs that use `select`, which
    /// this is not.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max
        else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
