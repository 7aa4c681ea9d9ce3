namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The host's programs that build a bottle. They are looked for in the system's own folders alone: the caller's PATH may lead
/// through folders that an earlier agent could write.
/// </summary>
/// <param name="Bubblewrap">bwrap.</param>
/// <param name="Unshare">unshare of util-linux.</param>
/// <param name="Env">env of coreutils, by which the agent gets its signals back.</param>
internal sealed record SandboxPrograms(string Bubblewrap, string Unshare, string Env)
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin"];

    /// <summary>Finds them.</summary>
    /// <exception cref="BottleException">One is missing; the message says how to get it.</exception>
    public static SandboxPrograms Find() => new(
        Find("bwrap", "install it (Debian, Ubuntu: apt-get install bubblewrap)"),
        Find("unshare", "install util-linux"),
        Find("env", "install coreutils"));

    private static string Find(string name, string remedy) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new BottleException($"the sandbox needs {name}, which is not in {string.Join(", ", Folders)}: {remedy}, or choose another --isolation.");
}
