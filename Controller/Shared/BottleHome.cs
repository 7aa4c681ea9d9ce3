using BotBottle.Controller.Native;

namespace BotBottle.Controller.Shared;

/// <summary>Paths of this host's files (docs/contracts.md, section 1): <c>$BOT_BOTTLE_HOME</c>, else <c>~/.bot-bottle</c>.</summary>
/// <param name="Root">The folder, absolute; mode 0700.</param>
internal sealed record BottleHome(string Root)
{
    /// <summary>The longest path of a Unix socket, in bytes (sun_path without its final zero byte).</summary>
    private const int MaxSocketPath = 107;

    private readonly ControllerFiles _files = new(Root);

    public string Settings => _files.Settings;

    /// <summary>Folder of the bottle definitions.</summary>
    public string Bottles => Path.Combine(Root, "bottles");

    /// <summary>Folder of the agent definitions.</summary>
    public string Agents => Path.Combine(Root, "agents");

    public string ControllerSocket => _files.OperatorSocket;

    public string ProxySocket => _files.ProxySocket;

    /// <summary>Log file of a controller that was started in the background.</summary>
    public string ControllerLog => Path.Combine(Root, "controller.log");

    /// <summary>Lock file, held while a process starts the controller.</summary>
    public string StartLock => Path.Combine(Root, "controller.start");

    /// <summary>Folder of the persistent CA of <c>--isolation none</c> and of the stand-alone proxy.</summary>
    public string CertificateAuthority => Path.Combine(Root, "ca");

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
        HomeSafety.Require(home.Root);
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
            ControllerFiles.MakePrivate(Root);
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
}
