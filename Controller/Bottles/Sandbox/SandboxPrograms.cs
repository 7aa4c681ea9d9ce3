using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The host's programs that build a bottle. They are looked for only in the system's own folders: the caller's PATH may contain folders that an earlier agent
/// could write.
/// </summary>
/// <param name="Bubblewrap">The file of bwrap.</param>
/// <param name="Unshare">The file of unshare (util-linux).</param>
/// <param name="SetPrivileges">The file of setpriv (util-linux), which makes the chain die with us.</param>
/// <param name="Timeout">The file of timeout (coreutils). Without a limit it leads the bottle's session, waits for the chain and ends with it.</param>
/// <param name="Env">The file of env (coreutils), which restores the agent's signals.</param>
internal sealed record SandboxPrograms(string Bubblewrap, string Unshare, string SetPrivileges, string Timeout, string Env)
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin"];

    /// <summary>Finds the programs.</summary>
    /// <exception cref="BottleException">A program is missing; the message tells how to install it.</exception>
    public static SandboxPrograms Find() => new(
        Find("bwrap", "install it (Debian, Ubuntu: apt-get install bubblewrap)"),
        Find("unshare", "install util-linux"),
        Find("setpriv", "install util-linux"),
        Find("timeout", "install coreutils"),
        Find("env", "install coreutils"));

    /// <summary>Finds one of the host's programs; null if it is missing.</summary>
    public static string? TryFind(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string Find(string name, string remedy) =>
        TryFind(name)
        ?? throw new BottleException($"the sandbox needs {name}, which is not in {string.Join(", ", Folders)}: {remedy}, or choose another --isolation.");
}
