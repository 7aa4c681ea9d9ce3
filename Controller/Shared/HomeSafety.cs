using System.Globalization;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Shared;

/// <summary>
/// Refuses a folder of ours that somebody else could write, or put another in place of: whoever does decides what agents may reach, and reads what the proxies tell. The way to it is gone step by
/// step, links included, as sshd does for its keys.
/// </summary>
internal static class HomeSafety
{
    private const uint TypeMask = 0xf000;
    private const uint LinkType = 0xa000;
    private const uint FolderType = 0x4000;
    private const uint Sticky = 0x200;
    private const uint WrittenByGroup = 0x10;
    private const uint WrittenByOthers = 0x2;
    private const uint SearchedByOthers = 0x9; // by the group or by others
    private const int MostLinks = 40;

    // Where a user namespace maps less than all users, files of the others are shown as this one's.
    private const uint Unmapped = 65534;

    private static readonly string[] DefinitionFolders = ["bottles", "agents"];

    /// <summary>Looks at the folder, the way to it and what lies in it. What is not there yet is made closed to others.</summary>
    /// <param name="root">The folder, absolute.</param>
    /// <exception cref="CommandFailure">Somebody else could write one of them.</exception>
    public static void Require(string root)
    {
        if (Walk(root, isHome: true) is not { } mode || (mode & TypeMask) != FolderType)
        {
            return;
        }

        bool isReachable = (mode & SearchedByOthers) != 0;
        IEnumerable<string> definitions = DefinitionFolders.Select(name => Path.Combine(root, name)).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles);
        try
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(root).Concat(definitions))
            {
                RequireFile(path, isReachable);
            }
        }
        catch (UnauthorizedAccessException closed)
        {
            throw CommandFailure.Usage($"what lies in {TerminalText.Clean(root)} cannot be looked at: {closed.Message}", $"Open it for yourself: chmod 700 {Word(root)}");
        }
    }

    // Of a link among our files what it leads to, and the way there.
    /// <returns>The mode of the last step; null where it is not there.</returns>
    private static uint? Walk(string path, bool isHome)
    {
        Stack<string> parts = new(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        string at = "/";
        RequireFolder("/", isHome: false);
        int links = 0;
        while (parts.TryPop(out string? part))
        {
            if (part is "." or "..")
            {
                at = part == "." ? at : Path.GetDirectoryName(at) ?? "/";
                continue;
            }

            string next = Path.Combine(at, part);
            if (!FileOwner.TryLook(next, out uint owner, out uint mode))
            {
                return null;
            }

            if ((mode & TypeMask) != LinkType)
            {
                at = next;
                if (parts.Count > 0)
                {
                    RequireFolder(at, isHome: false);
                }

                continue;
            }

            if (!IsTrusted(owner))
            {
                throw Owned(next, owner, "a link to");
            }

            if (++links > MostLinks || new FileInfo(next).LinkTarget is not { Length: > 0 } text)
            {
                throw CommandFailure.Usage($"{TerminalText.Clean(next)} is a link that leads nowhere", "Set BOT_BOTTLE_HOME to a folder of your own.");
            }

            at = text[0] == '/' ? "/" : at;
            foreach (string step in text.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                parts.Push(step);
            }
        }

        if (isHome)
        {
            RequireFolder(at, isHome: true);
        }
        else
        {
            RequireFile(at, isReachable: true);
        }

        return FileOwner.TryLook(at, out _, out uint last) ? last : null;
    }

    private static void RequireFolder(string path, bool isHome)
    {
        if (!FileOwner.TryLook(path, out uint owner, out uint mode) || (mode & TypeMask) != FolderType)
        {
            return; // whoever needs a folder there says that there is none
        }

        if (isHome ? owner != Processes.User() : !IsTrusted(owner))
        {
            throw Owned(path, owner, isHome ? "" : "on the way to");
        }

        // In a sticky folder nobody replaces what another owns; and who owns the next step is looked at.
        bool isSafe = !isHome && (mode & Sticky) != 0;
        if ((mode & (WrittenByGroup | WrittenByOthers)) != 0 && !isSafe)
        {
            throw Written(path, mode, isHome ? "chmod 700" : "chmod go-w");
        }
    }

    // A mode that lets the group write is no danger in a folder that only its owner gets into: editors make such files where the umask is 002.
    private static void RequireFile(string path, bool isReachable)
    {
        if (!FileOwner.TryLook(path, out uint owner, out uint mode))
        {
            return;
        }

        if (!IsTrusted(owner))
        {
            throw Owned(path, owner, "");
        }

        if ((mode & TypeMask) == LinkType)
        {
            Walk(path, isHome: false);
        }
        else if ((mode & (isReachable ? WrittenByGroup | WrittenByOthers : WrittenByOthers)) != 0)
        {
            throw Written(path, mode, "chmod go-w");
        }
    }

    private static bool IsTrusted(uint owner) => owner == 0 || owner == Processes.User() || (owner == Unmapped && !MapsAll);

    private static bool MapsAll => !OperatingSystem.IsLinux() || File.ReadAllText("/proc/self/uid_map").Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["0", "0", "4294967295\n"];

    private static CommandFailure Written(string path, uint mode, string command) => CommandFailure.Usage(
        string.Create(CultureInfo.InvariantCulture, $"others can write {TerminalText.Clean(path)} (mode {Convert.ToString(mode & 0xfff, 8).PadLeft(4, '0')}), and so decide what agents may reach"),
        $"Close it: {command} {Word(path)}");

    // As it is typed into a shell.
    private static string Word(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+@:,".Contains(c, StringComparison.Ordinal))
        ? path
        : $"'{TerminalText.Clean(path).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static CommandFailure Owned(string path, uint owner, string what) => CommandFailure.Usage(
        string.Create(CultureInfo.InvariantCulture, $"{TerminalText.Clean(path)}{(what.Length == 0 ? "" : $", {what} Bot Bottle's data,")} belongs to user {owner}, who could decide what agents may reach"),
        Processes.User() == 0 && owner != 0
            ? "Run it as that user, or give root a folder of its own: BOT_BOTTLE_HOME=/root/.bot-bottle"
            : "Set BOT_BOTTLE_HOME to a folder of your own.");
}
