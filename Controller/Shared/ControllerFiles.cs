namespace BotBottle.Controller.Shared;

/// <summary>Paths of a controller's files (docs/contracts.md, section 1).</summary>
/// <param name="Home">The folder that contains all of them, mode 0700.</param>
internal sealed record ControllerFiles(string Home)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The database.</summary>
    public string Database => Path.Combine(Home, "bot-bottle.db");

    /// <summary>The settings.</summary>
    public string Settings => Path.Combine(Home, "settings.yml");

    /// <summary>The operator's socket.</summary>
    public string OperatorSocket => Path.Combine(Home, "controller.sock");

    /// <summary>The proxies' socket.</summary>
    public string ProxySocket => Path.Combine(Home, "proxy.sock");

    /// <summary>Lock file, held while a controller lives.</summary>
    public string Lock => Path.Combine(Home, "controller.lock");

    /// <summary>A run's own folder.</summary>
    public string RunFolder(string run) => Path.Combine(Home, "runs", run);

    /// <summary>The folder that keeps a frozen run's own folder.</summary>
    public string FrozenFolder(string run) => Path.Combine(Home, "frozen", run);

    /// <summary>The prefix of a run's spool files (<see cref="Core.Control.SpoolFormat"/>).</summary>
    public string Spool(string run) => Path.Combine(RunFolder(run), "spool");

    /// <summary>Creates a folder that only its owner can access.</summary>
    public static void MakePrivate(string folder) => Directory.CreateDirectory(folder, OwnerOnly);
}
