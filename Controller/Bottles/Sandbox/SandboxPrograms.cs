using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The host's programs that build a bottle. They are looked for in the system's own folders alone: the caller's PATH may lead
/// through folders that an earlier agent could write.
/// </summary>
/// <param name="Bubblewrap">bwrap.</param>
/// <param name="Unshare">unshare of util-linux.</param>
/// <param name="SetPrivileges">setpriv of util-linux, by which the chain dies with us.</param>
/// <param name="Timeout">timeout of coreutils, without a limit: it leads the bottle's session, waits for the chain and ends as that does.</param>
/// <param name="Env">env of coreutils, by which the agent gets its signals back.</param>
internal sealed record SandboxPrograms(string Bubblewrap, string Unshare, string SetPrivileges, string Timeout, string Env)
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin"];

    /// <summary>Finds them.</summary>
    /// <exception cref="BottleException">One is missing; the message says how to get it.</exception>
    public static SandboxPrograms Find() => new(
        Find("bwrap", "install it (Debian, Ubuntu: apt-get install bubblewrap)"),
        Find("unshare", "install util-linux"),
        Find("setpriv", "install util-linux"),
        Find("timeout", "install coreutils"),
        Find("env", "install coreutils"));

    /// <summary>One of the host's programs, or null.</summary>
    public static string? TryFind(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string Find(string name, string remedy) =>
        TryFind(name)
        ?? throw new BottleException($"the sandbox needs {name}, which is not in {string.Join(", ", Folders)}: {remedy}, or choose another --isolation.");
}
