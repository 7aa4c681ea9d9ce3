namespace BotBottle.Controller.Doctor;

/// <summary>The probes in display order. A probe without a report from the bottle has failed.</summary>
internal static class ProbeCatalog
{
    /// <summary>Id, as in the reports of the bottle's script, and the fact that a pass proves.</summary>
    public static readonly (string Id, string Title)[] All =
    [
        ("route", "no route leaves the bottle"),
        ("dns", "no name server answers"),
        ("udp", "no UDP leaves the bottle"),
        ("raw_ip", "no raw IP"),
        ("direct", "no connection past the proxy"),
        ("metadata", "the cloud's metadata address is unreachable"),
        ("proxy", "the bottle's own listeners accept"),
        ("vsock", "no AF_VSOCK or other socket families without namespaces"),
        ("io_uring", "no io_uring"),
        ("keyctl", "no kernel keyrings"),
        ("kernel_calls", "no bpf, perf, userfaultfd, modules, kexec"),
        ("tiocsti", "no input can be pushed into the caller's terminal"),
        ("x32", "no x32 system calls"),
        ("mount", "no mounts"),
        ("user_namespace", "no nested user namespaces"),
        ("capabilities", "no capability"),
        ("filter", "every process of the bottle is filtered"),
        ("kernel_files", "no kernel settings, devices or /sys"),
        ("processes", "no process of the host is visible"),
        ("unix_sockets", "no Unix socket of the host is reachable"),
        ("descriptors", "no inherited descriptor"),
        ("secrets", "the host's secrets are not readable"),
        ("provider_key", "the provider's key is not in the bottle"),
        ("shared_folder", "the agent can work"),
        ("git", "no bypass of the read-only parts of .git"),
        ("host_executed", "what the host executes is read-only"),
        ("ca", "the run's CA is trusted"),
    ];

    /// <summary>Gets the script: its parts in order.</summary>
    public static string Script()
    {
        var assembly = typeof(ProbeCatalog).Assembly;
        var parts = assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Doctor.Probes.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            });
        return string.Join('\n', parts);
    }
}
