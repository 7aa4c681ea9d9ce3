using BotBottle.Controller.Native;

namespace BotBottle.Controller.Shared;

/// <summary>Paths of this host's files (docs/contracts.md, section 1): <c>$BOT_BOTTLE_HOME</c>, else <c>~/.bot-bottle</c>.</summary>
/// <param name="Root">The folder, absolute; mode 0700.</param>
internal sealed record BottleHome(string Root)
{
    /// <summary>The longest path of a Unix socket, in bytes (sun_path without its final zero byte).</summary>
    private const int MaxSocketPath = 107;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The settings.</summary>
    public string Settings => In("settings.yml");

    /// <summary>Folder of the bottle definitions.</summary>
    public string Bottles => In("bottles");

    /// <summary>Folder of the agent definitions.</summary>
    public string Agents => In("agents");

    /// <summary>List of the repository agents that the operator trusts.</summary>
    public string TrustedAgents => In("trusted-agents");

    /// <summary>The database.</summary>
    public string Database => In("bot-bottle.db");

    /// <summary>The operator's socket.</summary>
    public string ControllerSocket => In("controller.sock");

    /// <summary>The proxies' socket.</summary>
    public string ProxySocket => In("proxy.sock");

    /// <summary>Log file of a controller that was started in the background.</summary>
    public string ControllerLog => In("controller.log");

    /// <summary>Lock file, held while a controller lives.</summary>
    public string ControllerLock => In("controller.lock");

    /// <summary>Lock file, held while a process starts the controller.</summary>
    public string StartLock => In("controller.start");

    /// <summary>File that is there while the controller is stopped by hand.</summary>
    public string StopMark => In("controller.stopped");

    /// <summary>Folder of the lock files of the shared folders that runs use.</summary>
    public string FolderLocks => In("locks");

    /// <summary>Folder of the persistent CA of <c>--isolation none</c> and of the stand-alone proxy.</summary>
    public string CertificateAuthority => In("ca");

    /// <summary>Folder of the logins that the host keeps for agents.</summary>
    public string Logins => In("logins");

    /// <summary>A run's own folder.</summary>
    public string RunFolder(string run) => Path.Combine(Root, "runs", run);

    /// <summary>The folder that keeps a frozen run's own folder.</summary>
    public string FrozenFolder(string run) => Path.Combine(Root, "frozen", run);

    /// <summary>The folder of run folders that are being removed.</summary>
    public string Removed => In("removed");

    /// <summary>The place of a run's own folder while it is removed.</summary>
    public string RemovedFolder(string run) => Path.Combine(Removed, run);

    /// <summary>The prefix of a run's spool files (<see cref="Core.Control.SpoolFormat"/>).</summary>
    public string Spool(string run) => new RunFiles(RunFolder(run)).Spool;

    /// <summary>Log file of a run that was resumed in the background.</summary>
    public string ResumeLog(string run) => In($"resume-{run}.log");

    /// <summary>Gets the home that an environment names.</summary>
    /// <exception cref="CommandFailure">It names none, one whose socket paths are too long, or one that other users can write.</exception>
    public static BottleHome Of(IReadOnlyDictionary<string, string> environment)
    {
        string? root = environment.GetValueOrDefault("BOT_BOTTLE_HOME");
        if (string.IsNullOrEmpty(root))
        {
            string? user = environment.GetValueOrDefault("HOME");
            root = string.IsNullOrEmpty(user)
                ? throw CommandFailure.Usage("neither BOT_BOTTLE_HOME nor HOME is set", "Set BOT_BOTTLE_HOME to a folder of your own.")
                : Path.Combine(user, ".bot-bottle");
        }

        if (!Path.IsPathRooted(root))
        {
            throw CommandFailure.Usage($"BOT_BOTTLE_HOME is '{root}', which is not an absolute path");
        }

        BottleHome home = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
        HomeSafety.Require(home);
        return System.Text.Encoding.UTF8.GetByteCount(home.ControllerSocket) > MaxSocketPath
            ? throw CommandFailure.Usage(
                $"the path {home.ControllerSocket} is longer than the {MaxSocketPath} bytes that a Unix socket may have",
                "Set BOT_BOTTLE_HOME to a shorter path.")
            : home;
    }

    /// <summary>Creates the folder with access for its owner only, if it is missing.</summary>
    /// <exception cref="CommandFailure">It is a file, or it cannot be created or written.</exception>
    public void Create()
    {
        if (File.Exists(Root))
        {
            throw CommandFailure.Usage($"BOT_BOTTLE_HOME must be a folder, and {Root} is a file", "Set BOT_BOTTLE_HOME to a folder of your own.");
        }

        try
        {
            MakePrivate(Root);
            using FileStream probe = new(StartLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (IOException held) when (held.HResult == Errno.WouldBlock)
        {
            // Another process is starting a controller at this moment, so the folder is writable.
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or DirectoryNotFoundException or FileNotFoundException
            or IOException { HResult: Errno.ReadOnlyFileSystem })
        {
            throw new CommandFailure(
                ExitCode.Failed, $"the folder of Bot Bottle's data must be writable, and {Root} is not: {failure.Message}",
                "Set BOT_BOTTLE_HOME to a folder of your own.", failure);
        }
    }

    /// <summary>Creates a folder that only its owner can access.</summary>
    public static void MakePrivate(string folder) => Directory.CreateDirectory(folder, OwnerOnly);

    private string In(string name) => Path.Combine(Root, name);
}
