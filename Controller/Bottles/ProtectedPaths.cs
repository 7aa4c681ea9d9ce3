using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// The host's paths that no bottle may see: secrets and logins under HOME, Bot Bottle's own configuration, and the system's folders. A share may neither lie in
/// one nor contain one.
/// </summary>
internal sealed class ProtectedPaths
{
    private static readonly string[] InHome =
    [
        ".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".netrc", ".npmrc", ".pypirc", ".yarnrc.yml", ".git-credentials",
        ".gitconfig", ".config", ".password-store", ".vault-token", ".terraform.d", ".claude", ".claude.json", ".codex", ".gemini",
        ".cargo/credentials.toml", ".gem/credentials", ".m2/settings.xml", ".gradle/gradle.properties", ".local/share/keyrings",
        ".mozilla", ".thunderbird", ".bash_history", ".zsh_history", ".pgpass", ".my.cnf", ".bot-bottle",
    ];

    private static readonly string[] OfSystem =
    [
        "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run", "/sbin", "/sys", "/tmp",
        "/usr", "/var", "/var/lib", "/var/log", "/var/run", "/var/spool", "/var/tmp", "/Users", "/private",
    ];

    /// <summary>Folders below which nothing may be shared; below the other system folders (/tmp/project, /usr/src/app) sharing is allowed.</summary>
    private static readonly string[] WholeSystem = ["/boot", "/dev", "/etc", "/proc", "/run", "/sys", "/var/lib", "/var/log", "/var/run", "/var/spool"];

    private readonly string[] _homes;
    private readonly string[] _secrets;

    /// <summary>Creates the list for one user.</summary>
    /// <param name="homes">The user's home folders: $HOME and the one of the user database.</param>
    /// <param name="stateFolder">~/.bot-bottle or $BOT_BOTTLE_HOME.</param>
    public ProtectedPaths(IEnumerable<string> homes, string stateFolder)
    {
        _homes = [.. homes.SelectMany(BothNames).Distinct()];
        _secrets = [.. _homes.SelectMany(home => InHome.Select(name => Path.Combine(home, name))).Append(stateFolder).SelectMany(BothNames).Distinct()];
    }

    /// <summary>Gets the reason why a path may not be shared; null if it may.</summary>
    /// <param name="path">Absolute, with every symbolic link followed.</param>
    public string? Refusal(string path)
    {
        if (path == "/")
        {
            return "/ is the whole host";
        }

        if (_homes.FirstOrDefault(home => Paths.Holds(path, home)) is { } held)
        {
            return path == held ? $"{path} is your home folder, with every login in it" : $"{path} holds your home folder {held}";
        }

        if (_secrets.FirstOrDefault(secret => Paths.Holds(secret, path)) is { } around)
        {
            return path == around ? $"{path} is protected" : $"{path} lies in {around}, which is protected";
        }

        if (_secrets.FirstOrDefault(secret => Paths.Holds(path, secret) && Path.Exists(secret)) is { } inside)
        {
            return $"{path} holds {inside}, which is protected";
        }

        return OfSystem.Contains(path) || WholeSystem.Any(folder => Paths.Holds(folder, path))
            ? $"{path} belongs to the system"
            : null;
    }

    /// <summary>Gets a path as named and, if it is or contains a link, its real path.</summary>
    private static IEnumerable<string> BothNames(string path)
    {
        var full = Path.GetFullPath(path);
        return [full, Paths.Real(full)];
    }
}
