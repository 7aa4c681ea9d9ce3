using System.Globalization;
using BotBottle.Controller.Native;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Shared;

/// <summary>
/// Refuses a home that another user could write or replace: that user could decide what agents may reach, and read the proxies' reports. It checks the path
/// step by step, symbolic links included, as sshd does for its keys.
/// </summary>
internal static class HomeSafety
{
    private const uint TypeMask = 0xf000;
    private const uint LinkType = 0xa000;
    private const uint FolderType = 0x4000;
    private const uint Sticky = 0x200;
    private const uint WrittenByGroup = 0x10;
    private const uint WrittenByOthers = 0x2;
    private const uint SearchedByOthers = 0x9; // searchable by the group or by others
    private const int MostLinks = 40;

    // In a user namespace that maps only some users, files of the others have this owner.
    private const uint Unmapped = 65534;

    /// <summary>Checks the home, the path to it and its contents. Missing ones are later created without access for others.</summary>
    /// <exception cref="CommandFailure">Another user could write one of them.</exception>
    public static void Require(BottleHome home)
    {
        string root = home.Root;
        if (Walk(root, isHome: true) is not { } mode || (mode & TypeMask) != FolderType)
        {
            return;
        }

        bool isReachable = (mode & SearchedByOthers) != 0;
        IEnumerable<string> definitions = new[] { home.Bottles, home.Agents }.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles);
        try
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(root).Concat(definitions))
            {
                RequireFile(path, isReachable);
            }
        }
        catch (UnauthorizedAccessException closed)
        {
            throw CommandFailure.Usage(
                $"the contents of {TerminalText.Clean(root)} cannot be checked: {closed.Message}", $"Give yourself access: chmod 700 {Word(root)}");
        }
    }

    // Of a symbolic link among our files, its target and the path to that are checked.
    /// <returns>The mode of the last step; null if it does not exist.</returns>
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
            return; // a caller that needs a folder there reports that it is missing
        }

        if (isHome ? owner != Processes.User() : !IsTrusted(owner))
        {
            throw Owned(path, owner, isHome ? "" : "on the way to");
        }

        // In a sticky folder only its owner can replace an entry, and the owner of the next step is checked.
        bool isSafe = !isHome && (mode & Sticky) != 0;
        if ((mode & (WrittenByGroup | WrittenByOthers)) != 0 && !isSafe)
        {
            throw Written(path, mode, isHome ? "chmod 700" : "chmod go-w");
        }
    }

    // A group-writable file is safe in a folder that only its owner can enter: editors create such files when the umask is 002.
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

    private static bool MapsAll =>
        !OperatingSystem.IsLinux() || File.ReadAllText("/proc/self/uid_map").Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["0", "0", "4294967295\n"];

    private static CommandFailure Written(string path, uint mode, string command) => CommandFailure.Usage(
        string.Create(CultureInfo.InvariantCulture,
            $"others can write {TerminalText.Clean(path)} (mode {Convert.ToString(mode & 0xfff, 8).PadLeft(4, '0')}), and so decide what agents may reach"),
        $"Close it: {command} {Word(path)}");

    // Quotes the path for a shell.
    private static string Word(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+@:,".Contains(c, StringComparison.Ordinal))
        ? path
        : $"'{TerminalText.Clean(path).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static CommandFailure Owned(string path, uint owner, string what) => CommandFailure.Usage(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{TerminalText.Clean(path)}{(what.Length == 0 ? "" : $", {what} Bot Bottle's data,")} belongs to user {owner}, who could decide what agents may "
                + $"reach"),
        Processes.User() == 0 && owner != 0
            ? "Run it as that user, or give root a folder of its own: BOT_BOTTLE_HOME=/root/.bot-bottle"
            : "Set BOT_BOTTLE_HOME to a folder of your own.");
}
